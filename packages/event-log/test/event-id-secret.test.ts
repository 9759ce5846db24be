import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@ecomind/platform";
import { afterAll, expect, test } from "vitest";
import { eventIdSecret, keptEventIdSecret } from "../src/open-log.js";

const dir = mkdtempSync(join(tmpdir(), "ecomind-ids-"));
afterAll(() => rmSync(dir, { recursive: true }));

test("a secret is made once, for its owner alone, and kept", () => {
  const file = join(dir, "new", "event-id-secret");
  const secret = keptEventIdSecret(file);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "new")).mode & 0o777).toBe(0o700);
  expect(keptEventIdSecret(file)).toBe(secret);
  expect(keptEventIdSecret(join(dir, "other"))).not.toBe(secret);
});

test("it comes from the environment, from a file, or from where the embedded log is", () => {
  const given = "0123456789abcdef0123456789abcdef";
  expect(eventIdSecret({ EVENT_ID_SECRET: given })).toBe(given);
  writeFileSync(join(dir, "given"), `${given}\n`);
  expect(eventIdSecret({ EVENT_ID_SECRET_FILE: join(dir, "given"), LOG: "embedded", LOG_DIR: dir })).toBe(given);
  const own = eventIdSecret({ LOG: "embedded", LOG_DIR: dir });
  expect(own).toBe(readFileSync(join(dir, "event-id-secret"), "utf8").trim());
  expect(eventIdSecret({ LOG: "embedded", LOG_DIR: dir })).toBe(own);
});

test("machines that share a log need one that is given to them, and one that nobody guesses", () => {
  const refused = (env: Record<string, string>) => {
    try {
      eventIdSecret(env);
    } catch (error) {
      return (error as ConfigError).faults.join();
    }
    return undefined;
  };
  for (const env of [{}, { LOG: "kafka", KAFKA_BROKERS: "a:1" }, { KAFKA_DEVELOPMENT: "false" }])
    expect(refused(env)).toMatch(/^EVENT_ID_SECRET: required, the same at every edge and stream/);
  expect(refused({ KAFKA_DEVELOPMENT: "true" })).toBeUndefined();
  const said = refused({ EVENT_ID_SECRET: "hush-hush" });
  expect(said).toMatch(/at least 16 characters/);
  expect(said).not.toMatch(/hush/);
  writeFileSync(join(dir, "emptied"), "\n");
  expect(() => keptEventIdSecret(join(dir, "emptied"))).toThrow(ConfigError);
});
