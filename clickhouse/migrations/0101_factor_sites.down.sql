DROP TABLE factor_sites {{on_cluster}} SYNC
