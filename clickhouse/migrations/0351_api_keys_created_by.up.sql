-- Who made a key. Empty: not known, it is older than this column, or the person was erased.
ALTER TABLE api_keys {{on_cluster}}
    ADD COLUMN IF NOT EXISTS created_by String COMMENT 'key id, subject, or the command' AFTER created_at,
    ADD COLUMN IF NOT EXISTS created_by_kind LowCardinality(String) COMMENT 'api-key, jwt, session, command' AFTER created_by
