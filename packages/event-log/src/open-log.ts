import { loadConfig, settings } from "@ecomind/platform";
import type { EventLog } from "./port.js";

/**
 * Opens the log that the environment names: `LOG=embedded` with `LOG_DIR`. For composition roots only; an adapter is
 * loaded when it is asked for.
 * @throws ConfigError naming every setting that is missing or wrong
 */
export async function openLog(env: Readonly<Record<string, string | undefined>>): Promise<EventLog> {
  const config = loadConfig(
    {
      LOG: settings.choice(["embedded"], { default: "embedded" }),
      LOG_DIR: settings.text(),
      LOG_PARTITIONS: settings.integer({ default: 4, min: 1, max: 1_024 }),
      LOG_RETENTION: settings.durationMs({ default: 7 * 86_400_000 }),
      LOG_MAX_SIZE: settings.bytes({ default: 4 * 1024 ** 3 }),
    },
    env,
  );
  const { openEmbeddedLog } = await import("./embedded/index.js");
  return await openEmbeddedLog({
    dir: config.LOG_DIR,
    partitions: config.LOG_PARTITIONS,
    maxAgeMs: config.LOG_RETENTION,
    maxBytes: config.LOG_MAX_SIZE,
  });
}
