-- How many of what is staged stand in the table at their own offset, by partition and organisation. A third of the price of
-- `count`, which must look for identities at other offsets too: enough for a batch in which nothing repeats.
SELECT partition, org_id, count() AS stored, uniqExact(offset) AS offsets, countIf(user_id = '') AS without_person
FROM events
WHERE requests > 0 AND (org_id, ts) IN (SELECT org_id, ts FROM {stage:Identifier})
  AND epoch = {epoch:UInt32}
  AND (partition, offset) IN (SELECT partition, offset FROM {stage:Identifier})
GROUP BY partition, org_id
