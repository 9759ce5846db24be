-- Keys that a command made before the column was there: the audit log of the last year has them.
INSERT INTO api_keys (key_id, org_id, name, secret_sha256, scopes, created_at, created_by, created_by_kind, expires_at, revoked_at)
SELECT k.key_id, k.org_id, k.name, k.secret_sha256, k.scopes, k.created_at, a.by, 'command', k.expires_at, k.revoked_at
FROM (SELECT * FROM api_keys FINAL) AS k
INNER JOIN (
    SELECT org_id, target, any(actor) AS by
    FROM audit_log
    WHERE action = 'createKey' AND actor_kind = 'command' AND outcome = 'done' AND target != ''
    GROUP BY org_id, target
) AS a ON a.org_id = k.org_id AND a.target = k.key_id
