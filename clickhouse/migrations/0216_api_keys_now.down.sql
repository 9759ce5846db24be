DROP VIEW api_keys_now {{on_cluster}} SYNC
