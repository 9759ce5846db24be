-- The rollups: sums, so that a row that takes another one back is one of them. Measured energy and tiers of service are
-- dimensions, since they are computed apart.
ALTER TABLE events {{on_cluster}}
    ADD PROJECTION IF NOT EXISTS usage_15m
    (
        SELECT
            org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis, energy_boundary, service_tier,
            sum(requests), sum(requests_without_tokens), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp),
            sum(tokens_in_below), sum(tokens_in_above), sum(tokens_out_below), sum(tokens_out_above), sum(energy_uwh)
        GROUP BY org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis, energy_boundary, service_tier
    ),
    ADD PROJECTION IF NOT EXISTS usage_user_1h
    (
        SELECT
            org_id, toStartOfHour(ts), user_id, team, provider, model, region, energy_boundary, service_tier,
            sum(requests), sum(requests_without_tokens), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp),
            sum(tokens_in_below), sum(tokens_in_above), sum(tokens_out_below), sum(tokens_out_above), sum(energy_uwh)
        GROUP BY org_id, toStartOfHour(ts), user_id, team, provider, model, region, energy_boundary, service_tier
    ),
    ADD PROJECTION IF NOT EXISTS usage_model_1h
    (
        SELECT
            org_id, toStartOfHour(ts), provider, model, region, energy_boundary, service_tier,
            sum(requests), sum(requests_without_tokens), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp),
            sum(tokens_in_below), sum(tokens_in_above), sum(tokens_out_below), sum(tokens_out_above), sum(energy_uwh)
        GROUP BY org_id, toStartOfHour(ts), provider, model, region, energy_boundary, service_tier
    )
