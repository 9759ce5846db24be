DROP TABLE factor_models {{on_cluster}} SYNC
