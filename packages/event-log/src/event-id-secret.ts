import { join } from "node:path";
import { idSecretLength } from "@ecomind/contract";
import { ConfigError, keptSecret, loadConfig, settings } from "@ecomind/platform";

type Environment = Readonly<Record<string, string | undefined>>;

function checked(secret: string): string {
  if (secret.length >= idSecretLength) return secret;
  throw new ConfigError([`EVENT_ID_SECRET: expected at least ${idSecretLength} characters, best of random`]);
}

/** Of an installation that says itself that it is for development: no event of it is worth a secret. */
const developmentSecret = "ecomind development: not a secret";

/**
 * The secret under which ids of events without one derive, from `EVENT_ID_SECRET` or the file that `EVENT_ID_SECRET_FILE`
 * names. Without either, `LOG=embedded` keeps one in `LOG_DIR`, and `KAFKA_DEVELOPMENT` has a known one; a log that several
 * machines share needs one that is given to all of them.
 * @throws ConfigError
 */
export function eventIdSecret(env: Environment): string {
  const { EVENT_ID_SECRET: given, ...log } = loadConfig(
    {
      EVENT_ID_SECRET: settings.optionalSecret(),
      LOG: settings.text({ default: "kafka" }),
      LOG_DIR: settings.text({ default: "" }),
      KAFKA_DEVELOPMENT: settings.text({ default: "false" }),
    },
    env,
  );
  if (given !== undefined) return checked(given);
  if (log.LOG === "embedded")
    return log.LOG_DIR === "" ? "" : checked(keptSecret(join(log.LOG_DIR, "event-id-secret")));
  if (["true", "1"].includes(log.KAFKA_DEVELOPMENT)) return developmentSecret;
  throw new ConfigError([
    "EVENT_ID_SECRET: required, the same at every edge and stream; `openssl rand -hex 32` makes one",
  ]);
}
