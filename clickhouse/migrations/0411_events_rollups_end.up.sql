-- The rollups count rows. They are made anew below, of sums that rows can take back from, and over wider columns.
ALTER TABLE events {{on_cluster}}
    DROP PROJECTION IF EXISTS usage_15m,
    DROP PROJECTION IF EXISTS usage_user_1h,
    DROP PROJECTION IF EXISTS usage_model_1h
