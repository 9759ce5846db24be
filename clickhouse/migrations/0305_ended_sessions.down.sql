DROP TABLE ended_sessions {{on_cluster}} SYNC
