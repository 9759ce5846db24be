DROP TABLE claimed_owners {{on_cluster}} SYNC
