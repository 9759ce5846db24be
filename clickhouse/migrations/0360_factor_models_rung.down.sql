ALTER TABLE factor_models {{on_cluster}}
    DROP COLUMN IF EXISTS rung,
    DROP COLUMN IF EXISTS size_active,
    DROP COLUMN IF EXISTS size_sparsity
