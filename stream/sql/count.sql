-- What became of what is staged, by partition and organisation, as the table itself tells it. A row whose person was erased
-- is found by the identity that it had.
SELECT
    s.partition AS partition,
    s.org_id AS org_id,
    countIf(e.epoch = {epoch:UInt32} AND e.partition = s.partition AND e.offset = s.offset AND (e.user_id = s.user_id)) AS stored,
    countIf(e.epoch = {epoch:UInt32} AND e.partition = s.partition AND e.offset = s.offset AND (e.user_id != s.user_id)) AS erased,
    countIf(NOT (e.epoch = {epoch:UInt32} AND e.partition = s.partition AND e.offset = s.offset)) AS duplicates
FROM {stage:Identifier} AS s
INNER JOIN (
    SELECT org_id, ts, id, epoch, partition, offset, user_id
    FROM events
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
    UNION ALL
    SELECT DISTINCT org_id, ts, id, epoch, partition, offset, '' AS user_id
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
        AND (org_id, ts, id) NOT IN (
            SELECT org_id, ts, id
            FROM events
            WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
        )
) AS e ON e.org_id = s.org_id AND e.ts = s.ts AND e.id = s.id
GROUP BY partition, org_id
