DROP TABLE dead_letters {{on_cluster}} SYNC
