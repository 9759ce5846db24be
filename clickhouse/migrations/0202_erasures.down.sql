DROP TABLE erasures {{on_cluster}} SYNC
