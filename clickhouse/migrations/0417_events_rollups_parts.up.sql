-- Of the parts that were there before, too: in the background, and until it is done those are read by their rows.
ALTER TABLE events {{on_cluster}}
    MATERIALIZE PROJECTION IF EXISTS usage_15m,
    MATERIALIZE PROJECTION IF EXISTS usage_user_1h,
    MATERIALIZE PROJECTION IF EXISTS usage_model_1h
SETTINGS mutations_sync = 0
