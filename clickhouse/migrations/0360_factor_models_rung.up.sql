-- On what a model's factors rest, and the exponents with which a size in a model's name multiplies those of one billion
-- parameters; 0 in every other row, where they change nothing.
ALTER TABLE factor_models {{on_cluster}}
    ADD COLUMN IF NOT EXISTS rung LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS size_active Float64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS size_sparsity Float64 DEFAULT 0
