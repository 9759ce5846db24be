-- The id leaves the order of the table, so that it can be changed where a person is erased. The index never held it, and parts
-- written before are in this order as well.
ALTER TABLE events {{on_cluster}} MODIFY ORDER BY (org_id, ts)
