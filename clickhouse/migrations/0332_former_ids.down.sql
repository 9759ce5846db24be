DROP TABLE IF EXISTS former_ids {{on_cluster}} SYNC
