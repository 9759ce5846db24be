-- Use by quarter hour without teams, from the projection usage_15m: what analysts of an organisation with a minimum group
-- size read. It names no team even in its own text, so that it asks for no right to read one. Filter on `bucket`.
CREATE OR REPLACE VIEW usage_model_15m {{on_cluster}} AS
SELECT
    e.org_id AS org_id,
    toStartOfFifteenMinutes(e.ts) AS bucket,
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
GROUP BY org_id, bucket, provider, model, region, source, tokens_basis
