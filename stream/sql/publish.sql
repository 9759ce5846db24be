-- Inserts what is staged and not there yet; for batches without revisions, whose rows no stored report gives way to. The fences are checked inside the statement: a process that was paused since
-- it staged cannot publish what another has taken over. An event that names no team is of its person's team. Rows of erased
-- persons got other ids: what they were is looked up, after the events, since it is written before those change.
INSERT INTO events
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
WHERE @fence
AND (s.org_id, s.ts, s.id) NOT IN (
    SELECT org_id, ts, id
    FROM events
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
    UNION ALL
    SELECT org_id, ts, id
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
)
