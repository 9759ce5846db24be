import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { canaryKey, setUpCanary } from "../standalone/dist/canary-key.js";
import { readCredentials } from "../standalone/dist/credentials.js";
import { setUpStore } from "../standalone/dist/store-setup.js";

/**
 * `node set-up.mjs SECRETS`: brings the composed system's store and log to this build: schema, topics, the organisation and
 * the keys of `credentials.env`, and the canary's. Harmless to repeat.
 */
const [secrets = ""] = process.argv.slice(2);
const credentials = readCredentials(secrets);
if (credentials?.CLICKHOUSE_URL === undefined) {
  process.stderr.write(`${join(secrets, "credentials.env")} is not there: run make-secrets.mjs first\n`);
  process.exit(1);
}
await setUpStore(/** @type {import("../standalone/dist/credentials.js").Credentials} */ (credentials), false);
process.stdout.write("the store has this build's schema\n");
const ecomind = join(import.meta.dirname, "bin", "ecomind");
const { status } = spawnSync(process.execPath, [ecomind, "topics", "create"], { stdio: "inherit" });
if (status !== 0) process.exit(1);
await setUpCanary(
  /** @type {import("../standalone/dist/credentials.js").Credentials} */ (credentials),
  canaryKey(secrets),
);
process.stdout.write("the organisation local and the canary have their keys\n");
