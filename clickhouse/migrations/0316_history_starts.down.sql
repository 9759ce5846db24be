DROP TABLE history_starts {{on_cluster}} SYNC
