DROP TABLE owner_link_uses {{on_cluster}} SYNC
