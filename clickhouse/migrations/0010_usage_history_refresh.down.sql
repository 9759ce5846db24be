DROP VIEW usage_history_refresh {{on_cluster}} SYNC
