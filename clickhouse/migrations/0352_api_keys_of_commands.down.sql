ALTER TABLE api_keys {{on_cluster}} UPDATE created_by = '', created_by_kind = '' WHERE created_by_kind = 'command' SETTINGS mutations_sync = 2
