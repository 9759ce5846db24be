import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newApiKey } from "@ecomind/accounts";
import { keptSecret } from "@ecomind/platform";
import { ensureCredentials } from "../standalone/dist/credentials.js";

/**
 * `node make-secrets.mjs SECRETS STORE_USERS METRICS`: makes what the composed system needs to know of itself, at the first
 * start, and keeps it. SECRETS is for EcoMind's services; STORE_USERS has the ClickHouse server's account, by its
 * password's digest; METRICS has what `/metrics` asks for, which Prometheus reads as well.
 */
const [secrets = "", storeUsers = "", metrics = ""] = process.argv.slice(2);
if (metrics === "") {
  process.stderr.write("usage: node make-secrets.mjs SECRETS STORE_USERS METRICS\n");
  process.exit(2);
}

const addresses = {
  ECOMIND_URL: "http://ingest:8080",
  ECOMIND_QUERY_URL: "http://query:8090",
  CLICKHOUSE_URL: "http://clickhouse:8123",
};
const { CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, ECOMIND_OWNER_TOKEN } = ensureCredentials(secrets, addresses, newApiKey);
/** @param {string} name @param {string} text */
const secretFile = (name, text) => writeFileSync(join(secrets, name), text, { mode: 0o600, flush: true });
secretFile("clickhouse-password", CLICKHOUSE_PASSWORD);
secretFile("owner-token", ECOMIND_OWNER_TOKEN);
keptSecret(join(secrets, "event-id-secret"));
keptSecret(join(secrets, "analyst-password"));

const digest = createHash("sha256").update(CLICKHOUSE_PASSWORD).digest("hex");
mkdirSync(storeUsers, { recursive: true });
// Access management: the query service makes an account for each organisation's analysts.
writeFileSync(
  join(storeUsers, "ecomind.xml"),
  `<clickhouse><users>
  <default remove="remove"/>
  <${CLICKHOUSE_USER}>
    <password_sha256_hex>${digest}</password_sha256_hex>
    <networks><ip>::/0</ip></networks>
    <profile>default</profile><quota>default</quota>
    <access_management>1</access_management>
  </${CLICKHOUSE_USER}>
</users></clickhouse>
`,
  { mode: 0o644 },
);
// Prometheus runs as a user of its own.
writeFileSync(join(metrics, "token"), keptSecret(join(secrets, "metrics-token")), { mode: 0o644 });
