ALTER TABLE usage_history_days_feed {{on_cluster}} MODIFY QUERY
SELECT
    h.org_id AS org_id, toStartOfDay(h.bucket) AS day, h.closed_at AS closed_at,
    sum(h.requests) AS requests, sum(h.tokens_in) AS tokens_in, sum(h.tokens_cached) AS tokens_cached,
    sum(h.tokens_out) AS tokens_out, sum(h.tokens_out_ramp) AS tokens_out_ramp
FROM usage_history AS h
GROUP BY org_id, day, closed_at
