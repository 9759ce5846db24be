-- Sessions of the dashboards that somebody ended before their time: every instance of the query service refuses them.
CREATE TABLE ended_sessions {{on_cluster}}
(
    session_id String,
    ended_at   DateTime('UTC') DEFAULT now()
)
ENGINE = {{engine:MergeTree}}
ORDER BY ended_at
TTL ended_at + INTERVAL 2 DAY
