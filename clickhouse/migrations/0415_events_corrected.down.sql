ALTER TABLE events {{on_cluster}}
    DELETE WHERE requests < 0 OR (org_id, ts, id, revision) IN (SELECT org_id, ts, id, revision FROM events WHERE requests < 0),
    UPDATE tokens_basis = 'reported' WHERE tokens_basis = 'unknown'
SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1
