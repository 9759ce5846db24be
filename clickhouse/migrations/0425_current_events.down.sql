DROP VIEW IF EXISTS current_events {{on_cluster}} SYNC
