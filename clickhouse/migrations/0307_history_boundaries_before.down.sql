TRUNCATE TABLE IF EXISTS history_boundaries {{on_cluster}} SYNC
