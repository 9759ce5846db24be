DROP VIEW footprint_model_15m_of {{on_cluster}} SYNC
