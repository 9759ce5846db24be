ALTER TABLE usage_history_refresh {{on_cluster}} MODIFY QUERY
SELECT
    u.org_id AS org_id, u.bucket AS bucket, u.team AS team, u.provider AS provider, u.model AS model, u.region AS region,
    u.source AS source, u.tokens_basis AS tokens_basis,
    u.requests AS requests, u.tokens_in AS tokens_in, u.tokens_cached AS tokens_cached, u.tokens_out AS tokens_out,
    u.tokens_out_ramp AS tokens_out_ramp,
    now('UTC') AS closed_at
FROM (
    SELECT *
    FROM usage_15m
    WHERE bucket >= toStartOfDay(now('UTC')) - INTERVAL 31 DAY AND bucket < toStartOfDay(now('UTC'))
) AS u
LEFT JOIN (SELECT org_id, max(before) AS boundary FROM history_boundaries GROUP BY org_id) AS b ON b.org_id = u.org_id
WHERE u.bucket >= b.boundary
