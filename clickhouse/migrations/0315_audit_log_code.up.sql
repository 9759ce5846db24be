-- Why an act was refused or failed, in the API's own words. Rows from before tell it no more.
ALTER TABLE audit_log {{on_cluster}} ADD COLUMN IF NOT EXISTS
    code LowCardinality(String) COMMENT 'code of the problem; empty: done' AFTER outcome
