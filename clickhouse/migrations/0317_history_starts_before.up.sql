-- What went before starts were written down: the audit log tells it, `17 from before 2026-03-01`, of the last year.
INSERT INTO history_starts (org_id, starts_at)
SELECT org_id, max(toDateTime(toDate(extract(target, ' from before (\\d{4}-\\d{2}-\\d{2})$')), 'UTC'))
FROM audit_log
WHERE actor = 'ecomind-jobs' AND action = 'expireHistory' AND match(target, ' from before \\d{4}-\\d{2}-\\d{2}$')
GROUP BY org_id
