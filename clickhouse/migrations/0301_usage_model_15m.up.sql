-- Use by quarter hour, provider, model and region: all that a footprint needs, and no team. What most questions of a
-- company's whole use are answered from: a third of the rows of `usage_15m`. The engine chooses it by itself.
ALTER TABLE events {{on_cluster}} ADD PROJECTION usage_model_15m
(
    SELECT
        org_id, toStartOfFifteenMinutes(ts), provider, model, region,
        count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
    GROUP BY org_id, toStartOfFifteenMinutes(ts), provider, model, region
)
