ALTER TABLE events {{on_cluster}} RESET SETTING
    min_age_to_force_merge_seconds,
    min_age_to_force_merge_on_partition_only,
    enable_max_bytes_limit_for_min_age_to_force_merge
