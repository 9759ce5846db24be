DROP TABLE org_settings {{on_cluster}} SYNC
