DROP TABLE events {{on_cluster}} SYNC
