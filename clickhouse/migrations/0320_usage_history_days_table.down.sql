DROP TABLE usage_history_days {{on_cluster}} SYNC
