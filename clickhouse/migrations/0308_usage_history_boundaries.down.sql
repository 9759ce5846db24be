ALTER TABLE usage_history_refresh {{on_cluster}} MODIFY QUERY
SELECT
    org_id, bucket, team, provider, model, region, source, tokens_basis,
    requests, tokens_in, tokens_cached, tokens_out, tokens_out_ramp,
    now('UTC') AS closed_at
FROM usage_15m
WHERE bucket >= toStartOfDay(now('UTC')) - INTERVAL 31 DAY AND bucket < toStartOfDay(now('UTC'))
