DROP VIEW usage_history_days_feed {{on_cluster}} SYNC
