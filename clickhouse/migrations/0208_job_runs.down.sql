DROP TABLE job_runs {{on_cluster}} SYNC
