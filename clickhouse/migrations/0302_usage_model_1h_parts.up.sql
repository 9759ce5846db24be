-- Of the parts that were there before, too: in the background (the embedded engine waits unless it is told not to), and until
-- it is done those are read by their rows.
ALTER TABLE events {{on_cluster}} MATERIALIZE PROJECTION IF EXISTS usage_model_1h SETTINGS mutations_sync = 0
