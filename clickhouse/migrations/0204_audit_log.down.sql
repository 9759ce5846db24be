DROP TABLE audit_log {{on_cluster}} SYNC
