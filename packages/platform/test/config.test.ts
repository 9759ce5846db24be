import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError, loadConfig, readTogether, settings } from "../src/config.js";

const folder = mkdtempSync(join(tmpdir(), "ecomind-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function faultsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("values are typed and defaults apply to absent and empty text", () => {
  const spec = {
    PORT: settings.integer({ default: 8080, min: 1, max: 65_535 }),
    MAX_AGE: settings.durationMs(),
    BODY: settings.bytes(),
    ORIGINS: settings.list({ default: [] }),
    MODE: settings.choice(["embedded", "kafka"]),
    SYNC: settings.boolean({ default: false }),
    NAME: settings.optional(),
  };
  const env = { PORT: "", MAX_AGE: "30d", BODY: "1MiB", ORIGINS: "a, b,,", MODE: "kafka", SYNC: "true" };
  expect(loadConfig(spec, env)).toEqual({
    PORT: 8080,
    MAX_AGE: 2_592_000_000,
    BODY: 1_048_576,
    ORIGINS: ["a", "b"],
    MODE: "kafka",
    SYNC: true,
    NAME: undefined,
  });
});

test("every fault is named at once, and no value is repeated", () => {
  const spec = {
    PORT: settings.integer({ min: 1, max: 65_535 }),
    URL: settings.url(),
    MODE: settings.choice(["a", "b"]),
    AGE: settings.durationMs(),
    KEY: settings.secret(),
  };
  const faults = faultsOf(() => loadConfig(spec, { PORT: "70000", URL: "ftp://s3cret", MODE: "c", AGE: "10" }));
  expect(faults.map((fault) => fault.split(":")[0])).toEqual(["PORT", "URL", "MODE", "AGE", "KEY"]);
  expect(faults.join()).not.toMatch(/70000|s3cret/);
});

test("a setting can come from the file that NAME_FILE names", () => {
  const file = join(folder, "secret");
  writeFileSync(file, "hunter2\n");
  expect(loadConfig({ KEY: settings.secret() }, { KEY_FILE: file })).toEqual({ KEY: "hunter2" });
  expect(faultsOf(() => loadConfig({ KEY: settings.secret() }, { KEY_FILE: join(folder, "none") }))).toEqual([
    "KEY_FILE: cannot be read (ENOENT)",
  ]);
  expect(faultsOf(() => loadConfig({ KEY: settings.secret() }, { KEY: "a", KEY_FILE: file }))).toHaveLength(1);
});

test("parts that are read together name the faults of all, each once", () => {
  const port = () => loadConfig({ PORT: settings.integer() }, {});
  const url = () => loadConfig({ URL: settings.url(), PORT: settings.integer() }, { URL: "x" });
  expect(() => readTogether({ port, url })).toThrow(
    expect.objectContaining({
      faults: [expect.stringMatching(/^PORT: required/), expect.stringMatching(/^URL: expected/)],
    }),
  );
  expect(readTogether({ one: () => 1, two: () => "2" })).toEqual({ one: 1, two: "2" });
  const broken = () => readTogether({ broken: () => JSON.parse("{") });
  expect(broken).toThrow(SyntaxError);
});
