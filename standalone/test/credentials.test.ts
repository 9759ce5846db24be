import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ensureCredentials, readCredentials } from "../src/credentials.js";

const addresses = {
  ECOMIND_URL: "http://127.0.0.1:8080",
  ECOMIND_QUERY_URL: "http://127.0.0.1:8090",
  CLICKHOUSE_URL: "https://store.example:8443/?a=1&b=2",
};

test.each([
  "plain",
  "it's",
  '$HOME `id` "x" \\ ;&|',
  "'",
  "''",
  " ",
  "#a=b",
])("a shell and this project read the password %s as it was given", (password) => {
  const dir = mkdtempSync(join(tmpdir(), "ecomind credentials "));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const store = { CLICKHOUSE_USER: "ecomind", CLICKHOUSE_PASSWORD: password };
  const made = ensureCredentials(dir, addresses, () => "eco_key", store);
  const file = join(dir, "credentials.env");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readCredentials(dir)).toEqual(made);
  const script = '. "$0" && printf %s "$CLICKHOUSE_URL $CLICKHOUSE_PASSWORD"';
  expect(execFileSync("sh", ["-c", script, file], { encoding: "utf8" })).toBe(
    `${addresses.CLICKHOUSE_URL} ${password}`,
  );
  // What was made at the first start stays.
  expect(ensureCredentials(dir, addresses, () => "eco_other")).toEqual(made);
});
