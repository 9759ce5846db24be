DROP TABLE api_keys {{on_cluster}} SYNC
