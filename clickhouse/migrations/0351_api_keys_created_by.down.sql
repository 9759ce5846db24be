ALTER TABLE api_keys {{on_cluster}} DROP COLUMN IF EXISTS created_by_kind, DROP COLUMN IF EXISTS created_by
