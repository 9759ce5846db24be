-- The sorting key stays: shortening it would merge rows, and sums of measured use would be lost.
ALTER TABLE usage_history {{on_cluster}}
    DROP COLUMN IF EXISTS energy_uwh,
    DROP COLUMN IF EXISTS tokens_out_above,
    DROP COLUMN IF EXISTS tokens_out_below,
    DROP COLUMN IF EXISTS tokens_in_above,
    DROP COLUMN IF EXISTS tokens_in_below,
    DROP COLUMN IF EXISTS requests_without_tokens
