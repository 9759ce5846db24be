-- Feeds the sums of closed days as history is computed.
ALTER TABLE usage_history_days_feed {{on_cluster}} MODIFY QUERY
SELECT
    h.org_id AS org_id, toStartOfDay(h.bucket) AS day, h.closed_at AS closed_at,
    sum(h.requests) AS requests,
    sum(h.requests_without_tokens) AS requests_without_tokens,
    sum(h.tokens_in) AS tokens_in,
    sum(h.tokens_cached) AS tokens_cached,
    sum(h.tokens_out) AS tokens_out,
    sum(h.tokens_out_ramp) AS tokens_out_ramp,
    sum(h.tokens_in_below) AS tokens_in_below,
    sum(h.tokens_in_above) AS tokens_in_above,
    sum(h.tokens_out_below) AS tokens_out_below,
    sum(h.tokens_out_above) AS tokens_out_above,
    sum(h.energy_uwh) AS energy_uwh
FROM usage_history AS h
GROUP BY org_id, day, closed_at
