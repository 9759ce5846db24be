import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeableLimits, presentationSettings } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { triesOf } from "./documented-tries.js";
import { type ToolTry, toolTries } from "./tool-tries.js";
import { holdsCanary, othersState, plantCanaries } from "./two-organisations.js";

const content = "CANARYOFTHEMACHINE";
/** Of the engine's own, whose number grows with it, so many of each kind; every other try is made. */
const mostOfEngine = 24;
const grows = new Set(["tables of system", "settings of the engine", "formats"]);

let api: QueryFixture;
let folder: string;
let file: string;
let authorization: string;
let families: Readonly<Record<string, readonly ToolTry[]>>;
beforeAll(async () => {
  api = await startQuery({ rateLimit: { perSecond: 0, burst: 0 } });
  await plantCanaries(api);
  const [, keyId, secret] = (await api.key(["sql"])).split("_");
  authorization = `Basic ${btoa(`ecomind_sql_${keyId}:${secret}`)}`;
  folder = mkdtempSync(join(tmpdir(), "ecomind-attack-"));
  file = join(folder, "canary.csv");
  writeFileSync(file, `${content}\n`);
  const names = async (query: string) => (await api.rows<{ name: string }>(query)).map(({ name }) => name);
  const taken = new Set([...presentationSettings, ...Object.keys(changeableLimits), "result_overflow_mode"]);
  const shown = new Set(["log_comment", "readonly"]);
  families = toolTries({
    settings: (await names("SELECT name FROM system.settings WHERE NOT is_obsolete ORDER BY name")).filter(
      (name) => !taken.has(name) && !shown.has(name) && !ignored.has(name),
    ),
    systemTables: await names("SELECT name FROM system.tables WHERE database = 'system' ORDER BY name"),
    formats: await names("SELECT name FROM system.formats WHERE is_output ORDER BY name"),
    file,
  });
}, 180_000);
afterAll(async () => {
  await api?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Settings that change nothing of an answer here, and which the interface passes over. */
const ignored = new Set([
  "enable_http_compression",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "network_compression_method",
  "network_zstd_compression_level",
  "http_zlib_compression_level",
  "cancel_http_readonly_queries_on_client_close",
  "select_sequential_consistency",
]);

const chosen = (family: string): readonly ToolTry[] => {
  const all = families[family] ?? [];
  const step = grows.has(family) ? Math.max(1, Math.floor(all.length / mostOfEngine)) : 1;
  return all.filter((_, index) => index % step === 0).slice(0, step > 1 ? mostOfEngine : undefined);
};

/** What a request could have left behind. */
const traces = async (): Promise<unknown> => [
  await othersState(api),
  await api.rows(
    `SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM system.tables WHERE database != 'system') AS tables,
      (SELECT count() FROM system.users) AS users, (SELECT count() FROM system.functions WHERE origin != 'System') AS functions,
      (SELECT sum(value) FROM system.errors WHERE name IN ('CANNOT_OPEN_FILE', 'FILE_DOESNT_EXIST', 'DNS_ERROR', 'NETWORK_ERROR')) AS opened`,
  ),
  readFileSync(file, "utf8"),
];

async function attempt({ search = {}, headers = {}, body, outcome }: ToolTry): Promise<void> {
  const what = JSON.stringify([search, headers, typeof body === "string" ? body.slice(0, 200) : "bytes"]);
  const response = await fetch(`${api.url}/?${new URLSearchParams(search)}`, {
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  const text = await response.text();
  const told = `${what.slice(0, 400)}: ${response.status} ${text.slice(0, 300)}`;
  if (outcome === "refused") expect([400, 401, 403, 404, 413], told).toContain(response.status);
  else expect([200, 400, 403, 413], told).toContain(response.status);
  for (const value of [text, ...response.headers.values()]) {
    expect(holdsCanary(value), told).toBe(false);
    expect(value.includes(content), told).toBe(false);
  }
  if (response.status !== 200) expect(text, told).toMatch(/^Code: (?!1002\.)\d+\. DB::Exception: /);
  expect(text.replaceAll(file, ""), told).not.toMatch(/\d+\.\d+\.\d+\.\d+:\d|\/(?:var|tmp|home|proc)\//);
}

describe("a tool's account at the interface of ClickHouse", { timeout: 300_000 }, () => {
  test("each family is refused or harmless, and nothing is opened or changed", async () => {
    for (const family of Object.keys(families)) {
      const before = await traces();
      for (const one of chosen(family)) await attempt(one);
      expect(await traces(), family).toEqual(before);
    }
    const alive = await fetch(`${api.url}/?query=${encodeURIComponent("SELECT count() FROM events")}`, {
      headers: { authorization },
    });
    expect([alive.status, await alive.text()]).toEqual([200, "1\n"]);
  });

  test("the threat model says how many requests are tried besides those that grow with the engine", () => {
    const own = Object.keys(families).filter((family) => !grows.has(family));
    expect(own.flatMap(chosen).length).toBe(triesOf("tools.test.ts"));
  });
});
