-- Up to which time events may have an id that an edge derived without a secret: the stream looks those of before up under both
-- ids. Without a row there are none.
CREATE TABLE former_ids {{on_cluster}}
(
    until DateTime64(3, 'UTC')
)
ENGINE = {{engine:MergeTree}}
ORDER BY until
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
