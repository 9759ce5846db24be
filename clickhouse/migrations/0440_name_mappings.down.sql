DROP TABLE name_mappings {{on_cluster}} SYNC
