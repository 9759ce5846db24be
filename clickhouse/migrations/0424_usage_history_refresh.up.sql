-- Days with another sum than the history has are computed again, and those in which a correction came since a day before they were
-- last computed: it may have moved use from one group to another and left the sums as they were. Groups that a correction emptied are
-- written as zeros.
ALTER TABLE usage_history_refresh {{on_cluster}} MODIFY QUERY
WITH toStartOfDay(now('UTC')) AS today
SELECT
    u.org_id AS org_id, u.bucket AS bucket, u.team AS team, u.provider AS provider, u.model AS model, u.region AS region,
    u.source AS source, u.tokens_basis AS tokens_basis, u.energy_boundary AS energy_boundary, u.service_tier AS service_tier,
    toUInt64(u.requests) AS requests, toUInt64(u.requests_without_tokens) AS requests_without_tokens, toUInt64(u.tokens_in) AS tokens_in, toUInt64(u.tokens_cached) AS tokens_cached,
    toUInt64(u.tokens_out) AS tokens_out, toUInt64(u.tokens_out_ramp) AS tokens_out_ramp, toUInt64(u.tokens_in_below) AS tokens_in_below, toUInt64(u.tokens_in_above) AS tokens_in_above,
    toUInt64(u.tokens_out_below) AS tokens_out_below, toUInt64(u.tokens_out_above) AS tokens_out_above, toUInt64(u.energy_uwh) AS energy_uwh,
    now('UTC') AS closed_at
FROM usage_15m AS u
WHERE u.bucket >= today - INTERVAL 31 DAY AND u.bucket < today
    AND (u.org_id, toStartOfDay(u.bucket)) IN (
        SELECT e.org_id, e.day
        FROM (
            SELECT
                s.org_id AS org_id, toStartOfDay(toStartOfHour(s.ts)) AS day,
                (sum(s.requests), sum(s.requests_without_tokens), sum(s.tokens_in), sum(s.tokens_cached), sum(s.tokens_out), sum(s.tokens_out_ramp), sum(s.energy_uwh)) AS sums
            FROM events AS s
            WHERE toStartOfHour(s.ts) >= today - INTERVAL 31 DAY AND toStartOfHour(s.ts) < today
            GROUP BY org_id, day
        ) AS e
        LEFT JOIN (
            SELECT
                c.org_id AS org_id, c.day AS day,
                argMax((c.requests, c.requests_without_tokens, c.tokens_in, c.tokens_cached, c.tokens_out, c.tokens_out_ramp, c.energy_uwh), c.closed_at) AS sums,
                max(c.closed_at) AS closed_at
            FROM (
                SELECT
                    d.org_id AS org_id, d.day AS day, d.closed_at AS closed_at,
                    sum(d.requests) AS requests, sum(d.requests_without_tokens) AS requests_without_tokens,
                    sum(d.tokens_in) AS tokens_in, sum(d.tokens_cached) AS tokens_cached, sum(d.tokens_out) AS tokens_out,
                    sum(d.tokens_out_ramp) AS tokens_out_ramp, sum(d.energy_uwh) AS energy_uwh
                FROM usage_history_days AS d
                WHERE d.day >= today - INTERVAL 31 DAY
                GROUP BY org_id, day, closed_at
            ) AS c
            GROUP BY org_id, day
        ) AS h ON h.org_id = e.org_id AND h.day = e.day
        LEFT JOIN (
            SELECT k.org_id AS org_id, toStartOfDay(k.ts) AS day, max(k.received_at) AS corrected_at
            FROM events AS k
            WHERE k.requests < 0 AND k.ts >= today - INTERVAL 31 DAY AND k.ts < today
            GROUP BY org_id, day
        ) AS c ON c.org_id = e.org_id AND c.day = e.day
        LEFT JOIN (SELECT org_id, max(before) AS boundary FROM history_boundaries GROUP BY org_id) AS b ON b.org_id = e.org_id
        WHERE (e.sums != h.sums OR c.corrected_at >= h.closed_at - INTERVAL 1 DAY) AND e.day >= b.boundary
    )
