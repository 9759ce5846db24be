-- Writes what became of the ranges, if the fences still hold.
INSERT INTO batches
    (epoch, partition, start_offset, end_offset, records_read, stored, duplicates, dead_letters, erased, orgs, last_key, oldest_record_at, newest_record_at, fence)
SELECT
    {epoch:UInt32}, r.1, r.2, r.3, r.4, r.5, r.6, r.7, r.8,
    mapFromArrays(r.9, r.10), r.11, fromUnixTimestamp64Milli(r.12, 'UTC'), fromUnixTimestamp64Milli(r.13, 'UTC'), r.14
FROM (
    SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(UInt16, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, Array(String), Array(Tuple(UInt64, UInt64, UInt64, UInt64, UInt64)), String, Int64, Int64, UInt64))')) AS r
)
WHERE @fence
