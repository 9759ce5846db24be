-- API keys as they are: each with the earliest end that is known of it.
CREATE OR REPLACE VIEW api_keys_now {{on_cluster}} AS
SELECT
    k.key_id AS key_id,
    k.org_id AS org_id,
    k.name AS name,
    k.secret_sha256 AS secret_sha256,
    k.scopes AS scopes,
    k.created_at AS created_at,
    coalesce(least(k.expires_at, e.expires_at), k.expires_at, e.expires_at) AS expires_at,
    coalesce(least(k.revoked_at, e.revoked_at), k.revoked_at, e.revoked_at) AS revoked_at
FROM (SELECT * FROM api_keys FINAL) AS k
LEFT JOIN (
    SELECT
        key_id,
        minOrNullIf(ends_at, kind = 'expires') AS expires_at,
        minOrNullIf(ends_at, kind = 'revoked') AS revoked_at
    FROM api_key_ends
    GROUP BY key_id
) AS e ON e.key_id = k.key_id
