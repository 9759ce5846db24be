-- Feeds `pipeline_1m` as batches are accounted.
CREATE MATERIALIZED VIEW pipeline_1m_feed {{on_cluster}} TO pipeline_1m AS
SELECT
    toStartOfMinute(published_at) AS minute,
    epoch,
    partition,
    toUInt64(1) AS batches,
    records_read,
    stored,
    duplicates,
    dead_letters,
    erased,
    toUInt64(greatest(0, toUnixTimestamp64Milli(published_at) - toUnixTimestamp64Milli(oldest_record_at))) AS freshness_ms_max
FROM batches
