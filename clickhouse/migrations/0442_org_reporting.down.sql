DROP TABLE org_reporting {{on_cluster}} SYNC
