DROP TABLE factor_set_choice {{on_cluster}} SYNC
