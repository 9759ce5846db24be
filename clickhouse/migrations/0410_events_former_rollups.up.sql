-- The rollups are about to go: making them of old parts ends, and would keep them from going. On the way down it is the last step: the
-- rollups of before are made of the parts that are there.
KILL MUTATION {{on_cluster}} WHERE database = currentDatabase() AND table = 'events' AND NOT is_done AND command LIKE '%MATERIALIZE PROJECTION%' ASYNC
