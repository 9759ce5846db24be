-- The rows that are in force: without those that take others back and those that were taken back. Filter on org_id and ts.
CREATE OR REPLACE VIEW current_events {{on_cluster}} AS
SELECT *
FROM events
WHERE requests > 0 AND (org_id, ts, id, revision) NOT IN (SELECT org_id, ts, id, revision FROM events WHERE requests < 0)
