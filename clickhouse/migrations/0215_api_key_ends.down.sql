DROP TABLE api_key_ends {{on_cluster}} SYNC
