DROP VIEW usage_user_1h {{on_cluster}} SYNC
