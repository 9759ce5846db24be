ALTER TABLE events {{on_cluster}}
    CLEAR PROJECTION IF EXISTS usage_15m,
    CLEAR PROJECTION IF EXISTS usage_user_1h,
    CLEAR PROJECTION IF EXISTS usage_model_1h
