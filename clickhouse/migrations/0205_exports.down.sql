DROP TABLE exports {{on_cluster}} SYNC
