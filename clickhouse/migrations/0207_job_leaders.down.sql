DROP TABLE job_leaders {{on_cluster}} SYNC
