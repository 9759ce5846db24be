import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigError } from "@ecomind/platform";
import { afterAll, expect, test } from "vitest";
import { eventIdSecret } from "../src/open-log.js";

const dir = mkdtempSync(join(tmpdir(), "ecomind-ids-"));
afterAll(() => rmSync(dir, { recursive: true }));

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
  writeFileSync(join(dir, "event-id-secret"), "\n");
  expect(refused({ LOG: "embedded", LOG_DIR: dir })).toMatch(/at least 16 characters/);
});
