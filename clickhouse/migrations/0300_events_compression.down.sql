ALTER TABLE events {{on_cluster}} RESET SETTING default_compression_codec
