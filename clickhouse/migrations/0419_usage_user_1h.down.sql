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
    count() AS requests,
    sum(e.tokens_in) AS tokens_in,
    sum(e.tokens_cached) AS tokens_cached,
    sum(e.tokens_out) AS tokens_out,
    sum(e.tokens_out_ramp) AS tokens_out_ramp
FROM events AS e
GROUP BY org_id, bucket, user_id, team, provider, model, region
