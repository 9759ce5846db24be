-- What became of what is staged, by partition and organisation, as the table itself tells it. A row whose person was erased
-- is found by the identity that it had. Of an identity of which there is not exactly one row in force nothing is counted: the partition
-- then halts.
SELECT
    s.partition AS partition,
    s.org_id AS org_id,
    sumIf(countEqual(e.places, (toUInt32({epoch:UInt32}), s.partition, s.offset, toString(s.user_id))) AS own, e.in_force = 1) AS stored,
    sumIf(arrayCount(p -> p.1 = {epoch:UInt32} AND p.2 = s.partition AND p.3 = s.offset AND p.4 != s.user_id, e.places) AS other, e.in_force = 1) AS erased,
    countIf(own = 0 AND other = 0 AND e.in_force = 1) AS duplicates
FROM {stage:Identifier} AS s
INNER JOIN (
    SELECT
        org_id, ts, id,
        groupArrayIf((epoch, partition, offset, toString(user_id)), requests > 0) AS places,
        sum(if(requests > 0, 1, -1)) AS in_force
    FROM events
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
    GROUP BY org_id, ts, id
    UNION ALL
    SELECT
        org_id, ts, id,
        groupUniqArrayArray(arrayMap(r -> (r.1, r.2, r.3, ''), if(empty(records), [(epoch, partition, offset)], records))) AS places,
        1 AS in_force
    FROM erased_identities
    WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
        AND (org_id, ts, id) NOT IN (
            SELECT org_id, ts, id
            FROM events
            WHERE (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier}) AND id IN (SELECT id FROM {stage:Identifier})
        )
    GROUP BY org_id, ts, id
) AS e ON e.org_id = s.org_id AND e.ts = s.ts AND e.id = s.id
GROUP BY partition, org_id
