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
import { readXlsx } from "./read-xlsx.js";

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

/** Cells of a screen's row in the order of a file's columns. */
function screenCells(
  row: Record<string, unknown> & { group: string[] },
  groupBy: readonly string[],
  columns: readonly string[],
) {
  const footprint = row.footprint as Record<string, Record<string, number> | null>;
  const tiers = row.kwh_it_by_tier as Record<string, number>;
  return columns.map((name) => {
    if (groupBy.includes(name)) return row.group[groupBy.indexOf(name)] || undefined;
    const [, measure = "", bound = ""] = /^(.*)_(low|central|high)$/.exec(name) ?? [];
    if (bound !== "") return footprint[measure]?.[bound];
    const [, tier] = /^kwh_it_tier_(.)$/.exec(name) ?? [];
    return tier === undefined ? row[name] : (tiers[tier] ?? 0);
  });
}

describe("as a workbook", () => {
  test.each([
    ["by team and model", "&group_by=team&group_by=model&interval=week&tz=Europe/Berlin"],
    ["by hour", "&interval=hour&tz=Europe/Berlin"],
    ["the total", "&tz=America/St_Johns"],
  ])("usage, %s: the screen cell by cell", async (_, question) => {
    const { body: screen } = await api.call(`/v1/usage?${range}${question}`);
    const { bytes, manifest, headers } = await download(`/v1/usage/export?${range}${question}&format=xlsx`);
    expect(headers.get("content-type")).toBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    const [header = [], ...rows] = readXlsx(bytes);
    const times = ["start", "end", "start_local", "end_local", "utc_offset", "timezone"];
    expect(header.slice(0, 6)).toEqual(times);
    const names = header.slice(6) as string[];
    expect(rows.map((row) => [row[0], ...row.slice(6)])).toEqual(
      screen.rows.map((row: { start: string; group: string[] }) => [
        row.start,
        ...screenCells(row as never, screen.group_by, names),
      ]),
    );
    expect(manifest).toMatchObject({ rows: rows.length, format: "xlsx" });
  });
});

test("a row tells its end, and what clocks of the zone show at both", async () => {
  const question = "from=2026-03-01&to=2026-03-31&tz=Europe/Berlin&interval=month&format=ndjson";
  const { bytes, headers } = await download(`/v1/usage/export?${question}`);
  expect(headers.get("content-disposition")).toBe(
    'attachment; filename="ecomind_usage-month_2026-03-01_2026-03-31_Europe-Berlin.ndjson"',
  );
  expect(JSON.parse(bytes.toString())).toMatchObject({
    start: "2026-02-28T23:00:00.000Z",
    end: "2026-03-31T22:00:00.000Z",
    start_local: "2026-03-01 00:00:00",
    end_local: "2026-04-01 00:00:00",
    utc_offset: "+01:00",
    timezone: "Europe/Berlin",
  });
});

test("CSV is written for Excel where that is asked for, and for nothing but CSV", async () => {
  const { bytes } = await download(`/v1/usage/export?${range}&csv_dialect=excel-semicolon`);
  expect(bytes.toString()).toMatch(/^\ufeffstart;end;start_local;/);
  expect(bytes.toString()).toMatch(/;\d+,\d+;/);
  const { status, body } = await api.call(`/v1/usage/export?${range}&format=ndjson&csv_dialect=excel`);
  expect([status, body.parameter]).toEqual([400, "csv_dialect"]);
});

test("the file for FinOps tools has the quantities of the screen, one unit a row", async () => {
  const question = `${range}&interval=month`;
  const { body: screen } = await api.call(`/v1/usage?${question}`);
  const { bytes, manifest } = await download(`/v1/usage/export/focus?${question}&format=ndjson`);
  const rows = bytes
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const sum = (meter: string) =>
    rows.filter((row) => row.SkuMeter === meter).reduce((all, row) => all + row.ConsumedQuantity, 0);
  const { total } = screen;
  expect([sum("Requests"), sum("Input tokens"), sum("Cached input tokens"), sum("Output tokens")]).toEqual([
    total.requests,
    total.tokens_in - total.tokens_cached,
    total.tokens_cached,
    total.tokens_out,
  ]);
  expect(sum("Energy") / total.footprint.kwh_facility.central).toBeCloseTo(1, 9);
  expect(rows[0]).toMatchObject({
    BillingAccountId: "acme",
    ChargePeriodStart: "2026-03-01T00:00:00.000Z",
    ChargePeriodEnd: "2026-04-01T00:00:00.000Z",
    ProviderName: "openai",
  });
  expect(new Set(rows.map((row) => `${row.SkuMeter} ${row.ConsumedUnit}`)).size).toBe(
    new Set(rows.map((row) => row.SkuMeter)).size,
  );
  expect(manifest).toMatchObject({ rows: rows.length, query: { operation: "getUsage" } });
});

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
    [
      "usage",
      /^start,end,start_local,end_local,utc_offset,timezone,requests,requests_without_tokens,requests_measured,tokens_in,[^\n]*\r\n$/,
    ],
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
    `/v1/usage/export?${range}&format=xls`,
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
  expect(() => parquetRows(Buffer.from("PAR1 and then the connection broke"))).toThrow(/footer|length/);
  expect(() => parquetRows(Buffer.from("xxxxxxxxx\xff\xff\xff\x7fPAR1", "latin1"))).toThrow(/footer|length/);
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
