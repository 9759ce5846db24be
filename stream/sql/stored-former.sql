-- Which of these identities are stored, or were until their person was erased.
SELECT toString(org_id) AS org_id, toFloat64(toUnixTimestamp64Milli(ts)) AS ts_ms, toString(id) AS id
FROM {former:Identifier}
WHERE (org_id, ts, id) IN (
    SELECT org_id, ts, id
    FROM events
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {former:Identifier}) AND id IN (SELECT id FROM {former:Identifier})
    UNION ALL
    SELECT org_id, ts, id
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {former:Identifier}) AND id IN (SELECT id FROM {former:Identifier})
)
