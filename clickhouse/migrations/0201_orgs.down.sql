DROP TABLE orgs {{on_cluster}} SYNC
