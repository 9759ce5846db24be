ALTER TABLE erased_identities {{on_cluster}}
    DROP COLUMN IF EXISTS records,
    DROP COLUMN IF EXISTS response_key
