DROP VIEW footprint_15m {{on_cluster}} SYNC
