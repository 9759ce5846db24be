DROP TABLE batches {{on_cluster}} SYNC
