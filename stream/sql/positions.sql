-- Where each partition stands: the end of its last accounted range, the key before it, and whether the ranges tile.
SELECT
    partition,
    toFloat64(max(end_offset)) AS position,
    argMax(last_key, end_offset) AS last_key,
    toFloat64(min(start_offset)) AS first,
    toFloat64(sum(end_offset - start_offset)) AS covered
FROM batches
WHERE epoch = {epoch:UInt32} AND partition IN {partitions:Array(UInt16)}
GROUP BY partition
