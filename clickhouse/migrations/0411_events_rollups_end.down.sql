ALTER TABLE events {{on_cluster}}
    ADD PROJECTION IF NOT EXISTS usage_15m
    (
        SELECT
            org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis,
            count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
        GROUP BY org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis
    ),
    ADD PROJECTION IF NOT EXISTS usage_user_1h
    (
        SELECT
            org_id, toStartOfHour(ts), user_id, team, provider, model, region,
            count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
        GROUP BY org_id, toStartOfHour(ts), user_id, team, provider, model, region
    ),
    ADD PROJECTION IF NOT EXISTS usage_model_1h
    (
        SELECT
            org_id, toStartOfHour(ts), provider, model, region,
            count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
        GROUP BY org_id, toStartOfHour(ts), provider, model, region
    )
