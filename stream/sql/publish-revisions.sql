-- As publish, for batches with several reports of an event. Of each identity the highest report that is staged is inserted, by its
-- reporter's rank and then its revision, if a lower one or none is stored; and with it a row that takes the stored one back: the same row with its sums below zero, and the time at which the correction
-- arrived. Both have the stored row's time and so its month: they are one part, and are there together or not at all. Done again it
-- finds the new revision stored and does nothing.
INSERT INTO events
SELECT * FROM (
    SELECT s.* REPLACE (
        if((s.org_id, s.user_id) IN (SELECT org_id, user_id FROM erasures), '', s.user_id) AS user_id,
        if(s.team = '', m.team, s.team) AS team
    )
    FROM {stage:Identifier} AS s
    LEFT ANY JOIN (
        SELECT org_id, user_id, team
        FROM members FINAL
        WHERE (org_id, user_id) IN (SELECT org_id, user_id FROM {stage:Identifier} WHERE team = '') AND active
    ) AS m ON m.org_id = s.org_id AND m.user_id = s.user_id
    WHERE (s.org_id, s.ts, s.id, (s.reporter_rank, s.revision)) IN (
        SELECT n.org_id, n.ts, n.id, n.report
        FROM (SELECT org_id, ts, id, max((reporter_rank, revision)) AS report FROM {stage:Identifier} GROUP BY org_id, ts, id) AS n
        LEFT JOIN (
            SELECT org_id, ts, id, max((reporter_rank, revision)) AS report, 1 AS is_stored
            FROM events
            WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
            GROUP BY org_id, ts, id
        ) AS e ON e.org_id = n.org_id AND e.ts = n.ts AND e.id = n.id
        WHERE e.is_stored = 0 OR n.report > e.report
    )
    UNION ALL
    SELECT e.* REPLACE (
        n.received_at AS received_at,
        -e.requests AS requests,
        -e.requests_without_tokens AS requests_without_tokens,
        -e.tokens_in AS tokens_in,
        -e.tokens_cached AS tokens_cached,
        -e.tokens_out AS tokens_out,
        -e.tokens_out_ramp AS tokens_out_ramp,
        -e.tokens_in_below AS tokens_in_below,
        -e.tokens_in_above AS tokens_in_above,
        -e.tokens_out_below AS tokens_out_below,
        -e.tokens_out_above AS tokens_out_above,
        -e.energy_uwh AS energy_uwh
    )
    FROM events AS e
    INNER JOIN (
        SELECT org_id, ts, id, max((reporter_rank, revision)) AS newest, max(received_at) AS received_at
        FROM {stage:Identifier}
        GROUP BY org_id, ts, id
    ) AS n ON n.org_id = e.org_id AND n.ts = e.ts AND n.id = e.id
    WHERE e.requests > 0
        AND (e.org_id, e.ts, e.id, (e.reporter_rank, e.revision)) IN (
            SELECT org_id, ts, id, max((reporter_rank, revision))
            FROM events
            WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
            GROUP BY org_id, ts, id
        )
        AND n.newest > (e.reporter_rank, e.revision)
) AS r
WHERE @fence
AND (r.org_id, r.ts, r.id) NOT IN (
    SELECT org_id, ts, id
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
)
