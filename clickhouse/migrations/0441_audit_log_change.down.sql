ALTER TABLE audit_log {{on_cluster}} DROP COLUMN IF EXISTS before, DROP COLUMN IF EXISTS after
