import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadFactorTables } from "@ecomind/clickhouse";
import { guardFormulas } from "@ecomind/csv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvHeader, csvLine, type ExportColumn } from "../../src/exports/csv.js";
import { parquetRows } from "../../src/exports/parquet-rows.js";
import { operations } from "../../src/operations.js";
import { counts } from "../../src/usage/measures.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let key: string;
const range = "from=2026-03-01&to=2026-03-31";
const teams = [
  "research",
  '=HYPERLINK("http://x","a")',
  "+49 30",
  "-1+1",
  "@SUM(A1)",
  'quo"te, comma',
  "line\r\nbreak",
  "Grünau ✓",
  "",
];
const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "unsupported:image"];

beforeAll(async () => {
  api = await startQuery();
  key = await api.key(["read"]);
  const start = Date.parse("2026-03-01T00:00:00Z");
  await api.insert(
    "events",
    Array.from({ length: 3000 }, (_, index) =>
      eventRow(start + index * 811_000, {
        team: teams[index % teams.length] ?? "",
        model: models[index % models.length] ?? "",
        user_id: `user${index % 7}`,
        tokens_in: 1000 + ((index * 7919) % 100_000),
        tokens_cached: index % 1000,
        labels: index % 3 === 0 ? { project: teams[(index * 5) % teams.length] ?? "" } : {},
      }),
    ),
  );
  await api.insert("events", [eventRow("2026-03-10T00:00:00Z", { org_id: "other", team: "FOREIGN" })]);
});
afterAll(async () => {
  await api.stop();
});

/** A file with its manifest, which must tell it. */
async function download(path: string) {
  const response = await fetch(`${api.url}${path}`, { headers: { "x-api-key": key } });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.status, bytes.toString("utf8").slice(0, 300)).toBe(200);
  const id = response.headers.get("x-export-id");
  expect(response.headers.get("link")).toBe(`</v1/exports/${id}>; rel="describedby"`);
  const { body: manifest } = await api.call(`/v1/exports/${id}`);
  expect(manifest).toMatchObject({
    export_id: id,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  expect(Math.abs(Date.now() - Date.parse(manifest.generated_at))).toBeLessThan(60_000);
  return { bytes, manifest, headers: response.headers };
}

/** What the engine, as another reader, finds in a file: in its own folder, since it can open no other. */
async function readBack(bytes: Buffer, format: string): Promise<Record<string, string>[]> {
  const file = join(api.engine.dataDir, `${createHash("md5").update(bytes).digest("hex")}.data`);
  writeFileSync(file, bytes);
  return await api.rows(`SELECT * FROM file('${file}', '${format}')`);
}

const engineFormats = { csv: "CSVWithNames", ndjson: "JSONEachRow", parquet: "Parquet" } as const;

describe.each(["csv", "ndjson", "parquet"] as const)("as %s", (format) => {
  test.each([
    ["by team and model", "&group_by=team&group_by=model&interval=week"],
    ["the largest teams and the others", "&group_by=team&top=3"],
    ["one user's", "&user=user3&interval=week&tz=Asia/Kathmandu"],
    ["the total", ""],
  ])("usage, %s: the rows of the screen, and their sum its total", async (_, question) => {
    const { body: screen } = await api.call(`/v1/usage?${range}${question}`);
    const { bytes, manifest } = await download(`/v1/usage/export?${range}${question}&format=${format}`);
    const rows = await readBack(bytes, engineFormats[format]);
    expect(rows).toHaveLength(screen.rows.length);
    expect(manifest).toMatchObject({
      rows: rows.length,
      format,
      factor_set: screen.factor_set,
      query: { operation: "getUsage", parameters: { from: screen.from, to: screen.to } },
    });
    for (const name of counts)
      expect(
        rows.reduce((sum, row) => sum + Number(row[name]), 0),
        name,
      ).toBe(screen.total[name]);
    for (const [name, band] of Object.entries<Record<string, number> | null>(screen.total.footprint))
      for (const [bound, value] of Object.entries(band ?? {})) {
        const sum = rows.reduce((all, row) => all + Number(row[`${name}_${bound}`] ?? 0), 0);
        expect(Math.abs(sum - value), `${name}_${bound}`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
      }
    const groups = rows.map((row) => screen.group_by.map((name: string) => String(row[name] ?? "")));
    const shown = (text: string) => (format === "csv" ? guardFormulas(text) : text);
    expect(groups).toEqual(screen.rows.map(({ group }: { group: string[] }) => group.map(shown)));
  });

  test("events: every one of the period, in the order of the screen", async () => {
    const { bytes, manifest } = await download(`/v1/events/export?${range}&format=${format}`);
    const rows = await readBack(bytes, engineFormats[format]);
    const expected = await api.rows<{ n: number; t: number }>(
      "SELECT count() AS n, sum(tokens_in) AS t FROM events WHERE org_id = 'acme' AND ts < '2026-04-01'",
    );
    expect(manifest).toMatchObject({ rows: expected[0]?.n, query: { operation: "listEvents" }, factor_set: "" });
    expect(rows).toHaveLength(expected[0]?.n ?? -1);
    expect(rows.reduce((sum, { tokens_in }) => sum + Number(tokens_in), 0)).toBe(expected[0]?.t);
    const { body: page } = await api.call(`/v1/events?${range}&limit=50`);
    const shown = (text: string) => (format === "csv" ? guardFormulas(text) : text);
    expect(rows.slice(0, 50).map(({ id, team }) => [id, team ?? ""])).toEqual(
      page.events.map(({ id, team }: { id: string; team: string }) => [id, shown(team)]),
    );
    expect(bytes.toString("latin1")).not.toContain("FOREIGN");
  });

  test.each([
    ["model=gpt-4o&not_user=user3"],
    ["label=project=research"],
    ["not_label=project=research&not_label=project=-1%2B1"],
    [`not_team=research&not_team=${encodeURIComponent(teams[1] as string)}&source=sdk&basis=reported&provider=openai`],
    ["team=&user=user1&user=user2&tz=Asia/Kathmandu"],
  ])("events, %s: what the same filters leave of use", async (filters) => {
    const { body: usage } = await api.call(`/v1/usage?${range}&${filters}`);
    const { bytes, manifest } = await download(`/v1/events/export?${range}&${filters}&format=${format}`);
    const rows = await readBack(bytes, engineFormats[format]);
    const sums = Object.fromEntries(
      ["tokens_in", "tokens_cached", "tokens_out"].map((name) => [
        name,
        rows.reduce((sum, row) => sum + Number(row[name]), 0),
      ]),
    );
    expect({ requests: rows.length, ...sums }).toEqual(
      Object.fromEntries(["requests", ...Object.keys(sums)].map((name) => [name, usage.total[name]])),
    );
    expect(manifest.query.parameters).toMatchObject({ from: usage.from, to: usage.to });
    expect(rows.length).toBeGreaterThan(0);
  });

  test.each([
    ["events", /^ts,id,user_id,[^\n]*\r\n$/],
    ["usage", /^start,requests,tokens_in,[^\n]*\r\n$/],
  ] as const)("nothing there: a file of no %s", async (kind, header) => {
    const { bytes, manifest } = await download(`/v1/${kind}/export?from=2020-01-01&to=2020-01-02&format=${format}`);
    expect(manifest.rows).toBe(0);
    if (format === "parquet") expect(await readBack(bytes, "Parquet")).toEqual([]);
    else expect(bytes.toString()).toMatch(format === "csv" ? header : /^$/);
  });
});

test.each(["csv", "ndjson", "parquet"] as const)("both figures side by side in a file, as %s", async (format) => {
  const other = "2025-01.1";
  const models = api.factors.models.map((model) => ({
    ...model,
    tier: "B" as const,
    out: model.out.map((value) => 2 * value) as unknown as typeof model.out,
    in: model.in.map((value) => 2 * value) as unknown as typeof model.in,
  }));
  await loadFactorTables(api.client, [{ ...api.factors, version: other, hash: "0".repeat(64), models }]);
  const question = `${range}&group_by=model&group_by=tier&interval=week&factor_set=${api.factors.version}&restate_with=${other}`;
  const { body: screen } = await api.call(`/v1/usage?${question}`);
  const { bytes, manifest } = await download(`/v1/usage/export?${question}&format=${format}`);
  expect(manifest).toMatchObject({
    factor_set: `${api.factors.version}, ${other}`,
    query: { parameters: { restate_with: other } },
  });
  const rows = await readBack(bytes, engineFormats[format]);
  expect(rows).toHaveLength(screen.rows.length);
  for (const [at, row] of rows.entries()) {
    const [own, again] = [screen.rows[at], screen.restated.rows[at]];
    for (const [mark, { footprint, kwh_it_by_tier, requests_without_mb }] of [
      ["", own],
      ["_restated", again],
    ]) {
      expect(Number(row[`requests_without_mb${mark}`])).toBe(requests_without_mb);
      expect(Number(row[`kwh_it_tier_B${mark}`])).toBeCloseTo(kwh_it_by_tier.B ?? 0, 12);
      for (const [name, band] of Object.entries<Record<string, number> | null>(footprint))
        for (const bound of ["low", "central", "high"])
          if (band === null) expect(row[`${name}_${bound}${mark}`] ?? null).toBeNull();
          else expect(Number(row[`${name}_${bound}${mark}`])).toBeCloseTo(band[bound] as number, 12);
    }
  }
  // Without the question there is nothing of it in a file.
  const plain = await download(`/v1/usage/export?${range}&format=csv`);
  expect(plain.bytes.toString()).not.toContain("restated");
});

test("a bad question is refused before a byte of a file", async () => {
  for (const path of [
    `/v1/usage/export?${range}&format=xlsx`,
    `/v1/usage/export?${range}&group_by=nothing`,
    `/v1/usage/export?${range}&compare=year`,
    `/v1/events/export?${range}&cursor=1`,
    `/v1/events/export?${range}&tier=S`,
  ]) {
    const answer = await api.call(path);
    expect(answer.status, path).toBe(400);
    expect(answer.body).toMatchObject({ status: 400 });
  }
});

test("an export publishes no parameter that it refuses", () => {
  const asked = operations.find(({ id }) => id === "exportUsage")?.parameters?.map(({ name }) => name) ?? [];
  expect(asked.filter((name) => /compare|match|metrics/.test(name))).toEqual([]);
  expect(asked).toContain("factor_set");
});

test("a manifest belongs to its organisation", async () => {
  const { manifest } = await download(`/v1/usage/export?${range}`);
  const foreign = await api.key(["admin"], { org_id: "other" });
  const answer = await api.call(`/v1/exports/${manifest.export_id}`, { headers: { "x-api-key": foreign } });
  expect(answer.status).toBe(404);
});

test("a reader that hangs up has no manifest", async () => {
  const reader = new AbortController();
  await api.client.command({
    query: `INSERT INTO events (org_id, ts, id, provider, model, tokens_basis)
      SELECT 'large', toDateTime64('2026-03-10 00:00:00', 3, 'UTC') + number / 100, generateUUIDv4(), 'openai', 'gpt-4o', 'reported' FROM numbers(400000)`,
  });
  const large = await api.key(["read"], { org_id: "large" });
  const response = await fetch(`${api.url}/v1/events/export?${range}&format=ndjson`, {
    headers: { "x-api-key": large },
    signal: reader.signal,
  });
  await response.body?.getReader().read();
  reader.abort();
  const running =
    "SELECT count() AS n FROM system.processes WHERE Settings['log_comment'] LIKE '%/v1/events/export%export%' AND NOT query LIKE '%system.processes%'";
  await expect.poll(async () => (await api.rows<{ n: number }>(running))[0]?.n, { timeout: 10_000 }).toBe(0);
  expect(await api.rows("SELECT * FROM exports WHERE org_id = 'large'")).toEqual([]);
});

describe("csv", () => {
  const columns: readonly ExportColumn[] = [
    { name: "text", kind: "text", type: "String" },
    { name: "number", kind: "number", type: "Int64" },
  ];

  test("a number is never guarded", () => expect(csvLine({ text: "a", number: -5 }, columns)).toBe("a,-5\r\n"));

  test("text is guarded, and the header too", () => {
    expect(csvLine({ text: "a;=1", number: "9007199254740993" }, columns)).toBe('"a;\'=1",9007199254740993\r\n');
    expect(csvHeader([...columns, { name: "=x", kind: "text", type: "String" }])).toBe("text,number,'=x\r\n");
  });
});

test("what does not end like a Parquet file has no number of rows", () => {
  expect(() => parquetRows(Buffer.from("PAR1 and then the connection broke"))).toThrow(RangeError);
  expect(() => parquetRows(Buffer.from("xxxxxxxxx\xff\xff\xff\x7fPAR1", "latin1"))).toThrow(RangeError);
});

test("a manifest tells the range that was meant, and that gives the same rows later", async () => {
  await api.insert("events", [eventRow(Date.now() - 60_000), eventRow(Date.now() - 3 * 86_400_000)]);
  const open = await download("/v1/usage/export?group_by=model&interval=day&tz=Asia/Tokyo&format=ndjson");
  const { parameters } = open.manifest.query;
  expect(parameters).toMatchObject({ group_by: ["model"], interval: "day", tz: "Asia/Tokyo" });
  const { group_by, ...others } = parameters;
  const again = await download(
    `/v1/usage/export?${new URLSearchParams({ ...others, group_by: group_by[0] })}&format=ndjson`,
  );
  expect(again.manifest.sha256).toBe(open.manifest.sha256);
  expect(open.manifest.rows).toBeGreaterThan(0);
  const events = await download("/v1/events/export?format=ndjson");
  expect(
    Date.parse(events.manifest.query.parameters.to) - Date.parse(events.manifest.query.parameters.from),
  ).toBeGreaterThan(29 * 86_400_000);
});
