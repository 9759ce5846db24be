-- What an act changed, as JSON: what was settled before it and after it.
ALTER TABLE audit_log {{on_cluster}}
    ADD COLUMN IF NOT EXISTS before String COMMENT 'JSON; empty: nothing, or the act tells none' AFTER code,
    ADD COLUMN IF NOT EXISTS after String COMMENT 'JSON; empty: nothing, or the act tells none' AFTER before
