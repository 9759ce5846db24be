-- The sums of closed days with what history has.
ALTER TABLE usage_history_days {{on_cluster}}
    ADD COLUMN IF NOT EXISTS requests_without_tokens UInt64,
    ADD COLUMN IF NOT EXISTS tokens_in_below UInt64,
    ADD COLUMN IF NOT EXISTS tokens_in_above UInt64,
    ADD COLUMN IF NOT EXISTS tokens_out_below UInt64,
    ADD COLUMN IF NOT EXISTS tokens_out_above UInt64,
    ADD COLUMN IF NOT EXISTS energy_uwh UInt64
