-- Up to when events may be stored under an id that an edge derived without a secret; 0: none are.
SELECT toFloat64(toUnixTimestamp64Milli(max(until))) AS until_ms
FROM former_ids
