DROP VIEW footprint_15m_of {{on_cluster}} SYNC
