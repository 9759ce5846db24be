-- Use by quarter hour, from the projection of that name: right at once after inserts, erasures and expiry. Quarter
-- hours, because time zones are not whole hours. Filter on `bucket`.
CREATE OR REPLACE VIEW usage_15m {{on_cluster}} AS
SELECT
    e.org_id AS org_id,
    toStartOfFifteenMinutes(e.ts) AS bucket,
    e.team AS team,
    e.provider AS provider,
    e.model AS model,
    e.region AS region,
    e.source AS source,
    e.tokens_basis AS tokens_basis,
    count() AS requests,
    sum(e.tokens_in) AS tokens_in,
    sum(e.tokens_cached) AS tokens_cached,
    sum(e.tokens_out) AS tokens_out,
    sum(e.tokens_out_ramp) AS tokens_out_ramp
FROM events AS e
GROUP BY org_id, bucket, team, provider, model, region, source, tokens_basis
