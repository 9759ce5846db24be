-- Refuses a statement whose process no longer owns its partitions.
throwIf((
    SELECT count()
    FROM (
        SELECT partition, max(fence) AS newest
        FROM log_owners
        WHERE epoch = {epoch:UInt32} AND partition IN {partitions:Array(UInt16)}
        GROUP BY partition
    )
    WHERE newest != arrayElement({fences:Array(UInt64)}, indexOf({partitions:Array(UInt16)}, partition))
) != 0, 'fenced') = 0
