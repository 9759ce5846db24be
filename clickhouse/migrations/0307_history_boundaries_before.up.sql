-- What expired before boundaries were written down: up to the last whole day that the history has use of and the events have
-- none. Only of days that are old enough to expire by settings (32 at least): a younger one without events is a fault.
INSERT INTO history_boundaries (org_id, before, events, state)
SELECT h.org_id, max(h.day) + INTERVAL 1 DAY, 0, 'deleted'
FROM (
    SELECT org_id, toStartOfDay(bucket) AS day
    FROM usage_history FINAL
    WHERE bucket < toStartOfDay(now('UTC')) - INTERVAL 31 DAY
    GROUP BY org_id, day
    HAVING sum(requests) > 0
) AS h
LEFT ANTI JOIN (
    SELECT DISTINCT org_id, toStartOfDay(bucket) AS day
    FROM usage_15m
    WHERE bucket < toStartOfDay(now('UTC')) - INTERVAL 31 DAY
) AS e ON e.org_id = h.org_id AND e.day = h.day
GROUP BY h.org_id
