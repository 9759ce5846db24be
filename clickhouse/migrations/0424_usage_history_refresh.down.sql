-- Of the closed days that late events may still change (31 days), those are computed again of which the history has other
-- sums. All of them every hour took both processors of a small machine for half a minute, to write the same once more.
-- Only from where an organisation's events have not expired: of a quarter hour whose events are gone, one late event would
-- replace the whole sum.
ALTER TABLE usage_history_refresh {{on_cluster}} MODIFY QUERY
WITH toStartOfDay(now('UTC')) AS today
SELECT
    u.org_id AS org_id, u.bucket AS bucket, u.team AS team, u.provider AS provider, u.model AS model, u.region AS region,
    u.source AS source, u.tokens_basis AS tokens_basis,
    u.requests AS requests, u.tokens_in AS tokens_in, u.tokens_cached AS tokens_cached, u.tokens_out AS tokens_out,
    u.tokens_out_ramp AS tokens_out_ramp,
    now('UTC') AS closed_at
FROM usage_15m AS u
WHERE u.bucket >= today - INTERVAL 31 DAY AND u.bucket < today
    AND (u.org_id, toStartOfDay(u.bucket)) IN (
        SELECT e.org_id, e.day
        FROM (
            SELECT
                s.org_id AS org_id, toStartOfDay(toStartOfHour(s.ts)) AS day,
                (count(), sum(s.tokens_in), sum(s.tokens_cached), sum(s.tokens_out), sum(s.tokens_out_ramp)) AS sums
            FROM events AS s
            WHERE toStartOfHour(s.ts) >= today - INTERVAL 31 DAY AND toStartOfHour(s.ts) < today
            GROUP BY org_id, day
        ) AS e
        LEFT JOIN (
            SELECT
                c.org_id AS org_id, c.day AS day,
                argMax((c.requests, c.tokens_in, c.tokens_cached, c.tokens_out, c.tokens_out_ramp), c.closed_at) AS sums
            FROM (
                SELECT
                    d.org_id AS org_id, d.day AS day, d.closed_at AS closed_at,
                    sum(d.requests) AS requests, sum(d.tokens_in) AS tokens_in, sum(d.tokens_cached) AS tokens_cached,
                    sum(d.tokens_out) AS tokens_out, sum(d.tokens_out_ramp) AS tokens_out_ramp
                FROM usage_history_days AS d
                WHERE d.day >= today - INTERVAL 31 DAY
                GROUP BY org_id, day, closed_at
            ) AS c
            GROUP BY org_id, day
        ) AS h ON h.org_id = e.org_id AND h.day = e.day
        LEFT JOIN (SELECT org_id, max(before) AS boundary FROM history_boundaries GROUP BY org_id) AS b ON b.org_id = e.org_id
        WHERE e.sums != h.sums AND e.day >= b.boundary
    )
