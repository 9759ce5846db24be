DROP TABLE log_owners {{on_cluster}} SYNC
