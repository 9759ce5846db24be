DROP TABLE api_key_uses {{on_cluster}} SYNC
