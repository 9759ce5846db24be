ALTER TABLE events {{on_cluster}}
    DELETE WHERE requests < 0 OR (org_id, ts, id, reporter_rank, revision) IN (SELECT org_id, ts, id, reporter_rank, revision FROM events WHERE requests < 0)
SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1
