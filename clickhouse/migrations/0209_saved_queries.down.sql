DROP TABLE saved_queries {{on_cluster}} SYNC
