import { ConfigError } from "@ecomind/platform";
import { expect, test } from "vitest";
import { logSettings } from "../src/open-log.js";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    logSettings(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("brokers alone are enough", () => {
  expect(logSettings({ KAFKA_BROKERS: "a:9092, b:9092" })).toEqual({
    kind: "kafka",
    options: { brokers: ["a:9092", "b:9092"], epoch: 1, prefix: "", development: false, compression: "none" },
  });
});

test("TLS and SASL are handed on", () => {
  const env = {
    KAFKA_BROKERS: "a:9093",
    KAFKA_TLS: "true",
    KAFKA_TLS_CA: "ca",
    KAFKA_TLS_CERT: "cert",
    KAFKA_TLS_KEY: "key",
    KAFKA_SASL_MECHANISM: "scram-sha-512",
    KAFKA_SASL_USERNAME: "u",
    KAFKA_SASL_PASSWORD: "p",
  };
  expect(logSettings(env).options).toMatchObject({
    ssl: { ca: "ca", cert: "cert", key: "key" },
    sasl: { mechanism: "scram-sha-512", username: "u", password: "p" },
  });
  expect(logSettings({ KAFKA_BROKERS: "a:9093", KAFKA_TLS: "true" }).options).toMatchObject({ ssl: true });
});

test.each([
  [{}, ["KAFKA_BROKERS"]],
  [{ KAFKA_BROKERS: "http://a:1" }, ["KAFKA_BROKERS"]],
  [{ KAFKA_BROKERS: "a:1", KAFKA_PREFIX: "team a" }, ["KAFKA_PREFIX"]],
  [{ KAFKA_BROKERS: "a:1", KAFKA_TLS_CA: "ca" }, ["KAFKA_TLS_CA"]],
  [{ KAFKA_BROKERS: "a:1", KAFKA_TLS: "true", KAFKA_TLS_KEY: "key" }, ["KAFKA_TLS_CERT, KAFKA_TLS_KEY"]],
  [{ KAFKA_BROKERS: "a:1", KAFKA_SASL_MECHANISM: "plain" }, ["KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD"]],
  [{ KAFKA_BROKERS: "a:1", KAFKA_SASL_USERNAME: "u" }, ["KAFKA_SASL_MECHANISM"]],
  [
    { KAFKA_BROKERS: "a", KAFKA_PREFIX: "/", KAFKA_SASL_PASSWORD: "p" },
    ["KAFKA_BROKERS", "KAFKA_PREFIX", "KAFKA_SASL"],
  ],
  [{ LOG: "embedded" }, ["LOG_DIR"]],
  [{ LOG: "files" }, ["LOG"]],
])("%j is refused, and each fault named", (env, names) => {
  const faults = faultsOf(env as Record<string, string>);
  expect(faults).toHaveLength(names.length);
  for (const [index, name] of names.entries()) expect(faults[index]).toMatch(new RegExp(`^${name}`));
});
