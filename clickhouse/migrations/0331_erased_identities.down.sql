DROP TABLE IF EXISTS erased_identities {{on_cluster}} SYNC
