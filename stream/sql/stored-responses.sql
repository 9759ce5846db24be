-- Under which identities these responses are stored, or were until their event was deleted or its person erased; with the records
-- that are there. The stretches let the table's index find them.
SELECT
    toString(r.org_id) AS org_id,
    leftPad(lower(hex(r.response_key)), 16, '0') AS response_key,
    toFloat64(toUnixTimestamp64Milli(r.ts)) AS ts_ms,
    toString(r.id) AS id,
    max(r.erased) AS is_erased,
    groupArrayIf(concat(toString(r.partition), '/', toString(r.offset)), r.epoch = {epoch:UInt32}) AS places
FROM (
    SELECT org_id, response_key, ts, id, epoch, partition, offset, 0 AS erased
    FROM events
    WHERE requests > 0
        AND (org_id, toStartOfTenMinutes(ts)) IN (SELECT org_id, stretch FROM {responses:Identifier})
        AND (org_id, response_key) IN (SELECT org_id, response_key FROM {responses:Identifier})
    UNION ALL
    SELECT org_id, response_key, ts, id, record.1 AS epoch, record.2 AS partition, record.3 AS offset, 1 AS erased
    FROM erased_identities
    ARRAY JOIN records AS record
    WHERE (org_id, toStartOfTenMinutes(ts)) IN (SELECT org_id, stretch FROM {responses:Identifier})
        AND (org_id, response_key) IN (SELECT org_id, response_key FROM {responses:Identifier})
) AS r
GROUP BY r.org_id, r.response_key, r.ts, r.id
