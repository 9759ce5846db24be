DROP TABLE factor_sets {{on_cluster}} SYNC
