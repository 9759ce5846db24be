DROP TABLE org_factor_sets {{on_cluster}} SYNC
