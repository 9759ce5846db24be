-- Use by person and hour, from the projection of that name. Filter on `bucket`.
CREATE OR REPLACE VIEW usage_user_1h {{on_cluster}} AS
SELECT
    e.org_id AS org_id,
    toStartOfHour(e.ts) AS bucket,
    e.user_id AS user_id,
    e.team AS team,
    e.provider AS provider,
    e.model AS model,
    e.region AS region,
    e.energy_boundary AS energy_boundary,
    e.service_tier AS service_tier,
    sum(e.requests) AS requests,
    sum(e.requests_without_tokens) AS requests_without_tokens,
    sum(e.tokens_in) AS tokens_in,
    sum(e.tokens_cached) AS tokens_cached,
    sum(e.tokens_out) AS tokens_out,
    sum(e.tokens_out_ramp) AS tokens_out_ramp,
    sum(e.tokens_in_below) AS tokens_in_below,
    sum(e.tokens_in_above) AS tokens_in_above,
    sum(e.tokens_out_below) AS tokens_out_below,
    sum(e.tokens_out_above) AS tokens_out_above,
    sum(e.energy_uwh) AS energy_uwh
FROM events AS e
GROUP BY org_id, bucket, user_id, team, provider, model, region, energy_boundary, service_tier
