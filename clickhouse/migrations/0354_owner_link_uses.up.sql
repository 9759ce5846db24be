-- Owner links that were opened. Each counts once: whoever finds a second row of a link refuses it.
CREATE TABLE owner_link_uses {{on_cluster}}
(
    link_id String,
    use_id  UUID,
    used_at DateTime('UTC') DEFAULT now()
)
ENGINE = {{engine:MergeTree}}
ORDER BY link_id
TTL used_at + INTERVAL 2 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
