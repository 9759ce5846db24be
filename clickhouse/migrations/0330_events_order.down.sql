-- An order that was shortened cannot be lengthened again; the shorter one is harmless to every earlier version.
ALTER TABLE events {{on_cluster}} MODIFY ORDER BY (org_id, ts)
