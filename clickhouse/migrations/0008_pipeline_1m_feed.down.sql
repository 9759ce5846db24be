DROP VIEW pipeline_1m_feed {{on_cluster}} SYNC
