TRUNCATE TABLE IF EXISTS history_starts {{on_cluster}} SYNC
