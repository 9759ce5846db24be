DROP TABLE members {{on_cluster}} SYNC
