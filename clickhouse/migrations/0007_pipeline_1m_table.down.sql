DROP TABLE pipeline_1m {{on_cluster}} SYNC
