DROP VIEW events_footprint {{on_cluster}} SYNC
