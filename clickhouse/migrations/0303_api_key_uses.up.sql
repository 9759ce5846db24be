-- When API keys were last used: each service adds what it has seen, about once a minute, and the latest time holds.
CREATE TABLE api_key_uses {{on_cluster}}
(
    key_id  String,
    org_id  LowCardinality(String),
    used_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (org_id, key_id)
