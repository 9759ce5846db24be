-- A month that got nothing for two days becomes one part: late events are over, and a question about it reads fewer ends of
-- parts and plans over fewer of them. Within the engine's limit for one merge (150 GB), beyond which a month stays as it is.
ALTER TABLE events {{on_cluster}} MODIFY SETTING
    min_age_to_force_merge_seconds = 172800,
    min_age_to_force_merge_on_partition_only = 1,
    enable_max_bytes_limit_for_min_age_to_force_merge = 1
