-- The hourly rollup without teams and persons: what an organisation's own totals, days and models are answered from where
-- its time zone has whole hours. A company's many teams make its quarter hours nearly as many rows as its events; of
-- these there are ten times fewer, in half a byte an event.
ALTER TABLE events {{on_cluster}} ADD PROJECTION IF NOT EXISTS usage_model_1h
(
    SELECT
        org_id, toStartOfHour(ts), provider, model, region,
        count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
    GROUP BY org_id, toStartOfHour(ts), provider, model, region
)
