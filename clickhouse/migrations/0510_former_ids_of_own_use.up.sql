-- Stores that have events hold those which users reported for themselves under their clients' ids. The cutoff leaves a day to update all
-- edges; no event is more than five minutes ahead of them.
INSERT INTO former_ids SELECT now64(3) + INTERVAL 1 DAY FROM (SELECT 1 FROM events LIMIT 1)
