-- The rollups count rows. Later migrations recreate them with sums, which counter-rows can subtract from, over wider columns.
ALTER TABLE events {{on_cluster}}
    DROP PROJECTION IF EXISTS usage_15m,
    DROP PROJECTION IF EXISTS usage_user_1h,
    DROP PROJECTION IF EXISTS usage_model_1h
