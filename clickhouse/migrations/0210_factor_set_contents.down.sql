DROP TABLE factor_set_contents {{on_cluster}} SYNC
