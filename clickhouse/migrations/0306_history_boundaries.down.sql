DROP TABLE history_boundaries {{on_cluster}} SYNC
