-- Recomputes closed days for as long as late events may come (31 days): a computation replaces the one before.
CREATE MATERIALIZED VIEW usage_history_refresh {{on_cluster}}
REFRESH EVERY 1 HOUR APPEND TO usage_history AS
SELECT
    org_id, bucket, team, provider, model, region, source, tokens_basis,
    requests, tokens_in, tokens_cached, tokens_out, tokens_out_ramp,
    now('UTC') AS closed_at
FROM usage_15m
WHERE bucket >= toStartOfDay(now('UTC')) - INTERVAL 31 DAY AND bucket < toStartOfDay(now('UTC'))
