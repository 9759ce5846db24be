-- Which of these identities are stored, and of whom; or were until their person was erased or the event was deleted: of nobody then.
SELECT toString(org_id) AS org_id, toFloat64(toUnixTimestamp64Milli(ts)) AS ts_ms, toString(id) AS id, groupUniqArrayArray(persons) AS user_ids
FROM (
    SELECT org_id, ts, id, [toString(user_id)] AS persons
    FROM events
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {former:Identifier}) AND id IN (SELECT id FROM {former:Identifier})
    UNION ALL
    SELECT org_id, ts, id, CAST([], 'Array(String)') AS persons
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {former:Identifier}) AND id IN (SELECT id FROM {former:Identifier})
)
GROUP BY org_id, ts, id
