ALTER TABLE events {{on_cluster}} DROP INDEX IF EXISTS corrections
