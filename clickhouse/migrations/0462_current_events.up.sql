-- The rows that are in force: without those that take others back and those that were taken back. Of two reports of one response the
-- revision may be equal: their ranks differ. Filter on org_id and ts.
CREATE OR REPLACE VIEW current_events {{on_cluster}} AS
SELECT *
FROM events
WHERE requests > 0 AND (org_id, ts, id, reporter_rank, revision) NOT IN (SELECT org_id, ts, id, reporter_rank, revision FROM events WHERE requests < 0)
