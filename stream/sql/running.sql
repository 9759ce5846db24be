-- Statements of the stream that are still running for this epoch and touch one of the partitions, by another fence.
SELECT count() AS running
FROM system.processes
WHERE startsWith(Settings['log_comment'], {prefix:String})
    AND hasAny(JSONExtract(substring(Settings['log_comment'], length({prefix:String}) + 1), 'partitions', 'Array(UInt16)'), {partitions:Array(UInt16)})
