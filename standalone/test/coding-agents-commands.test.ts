import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AgentName, noTotals } from "@ecomind/agent-usage";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EdgeFixture, startEdge } from "../../ingest/test/fixture.js";
import { cases, copyOf, expected } from "../../packages/agent-usage/test/homes.js";
import { putPhrase } from "../../packages/agent-usage/test/with-canary.js";
import { run } from "../src/cli.js";
import type { Cell } from "../src/coding-agents/cells.js";
import { periodsOf } from "../src/coding-agents/periods.js";
import { sinceMsOf } from "../src/coding-agents/reading-options.js";
import { short, usageTable } from "../src/coding-agents/usage-table.js";

const phrase = "quince-marmalade-at-midnight";
let work: string;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "ecomind-coding-agents-"));
  vi.stubEnv("XDG_CACHE_HOME", join(work, "cache"));
  // The fixtures are of 30 November 2026.
  vi.useFakeTimers({ now: Date.UTC(2026, 11, 2, 12), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(work, { recursive: true, force: true });
});

async function ecomind(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(argv, { out: (text) => void out.push(text), err: (text) => void err.push(text) });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

const homes = (folders: readonly string[]) => folders.flatMap((folder) => ["--home", folder]);
const all = cases.map(({ folder }) => folder);

describe("ecomind import", () => {
  test.each(cases)("$agent: $name: the numbers stand at the top of the JSON, and by model", async (one) => {
    const { status, out } = await ecomind("import", one.agent, "--home", one.folder, "--dry-run", "--json");
    const { by_model, ...top } = JSON.parse(out);
    expect(status).toBe(0);
    expect(top).toMatchObject(expected(one.truth));
    expect(Object.keys(by_model).sort()).toEqual(Object.keys(one.truth.in_the_files_by_model).sort());
    for (const [model, { responses, tokens_in }] of Object.entries(one.truth.in_the_files_by_model))
      expect(by_model[model]).toMatchObject({ responses, tokens_in });
  });

  test("only the agents that are named, and only from a time on", async () => {
    const responses = async (...argv: string[]) =>
      JSON.parse((await ecomind("import", ...argv, "--json", ...homes(all))).out).responses;
    expect((await responses("codex")) + (await responses("pi"))).toBe(await responses("codex", "pi"));
    expect(await responses("all", "--since", "2026-12-01")).toBe(0);
    expect(await responses("pi", "--since", "2026-11-30T02:53:35Z")).toBe(2);
    expect(await responses("all", "--since", "30d")).toBe(await responses("all"));
  });

  test("says what is missing, and that nothing was sent", async () => {
    const { out } = await ecomind("import", "all", ...homes(all));
    expect(out).toMatch(/Electricity, facility +[\d.,]+ +[\d.,]+ +[\d.,]+ +k?Wh/);
    expect(out).toContain("Claude Code: answers whose output count is unknown: 30");
    expect(out).toContain("Codex: interrupted turns, whose last answer is not recorded: 1");
    expect(out).toContain("Gemini CLI never records the router's calls");
    expect(out).toContain("Nothing was sent. --send posts 118 events to the edge.");
  });

  test("called wrongly, it says how", async () => {
    expect(await ecomind("import")).toMatchObject({ status: 2, err: expect.stringContaining("claude-code, codex") });
    expect(await ecomind("import", "aider")).toMatchObject({ status: 2, err: expect.stringContaining("estimates") });
    expect(await ecomind("import", "emacs")).toMatchObject({ status: 2, err: expect.stringContaining('"emacs"') });
    expect(await ecomind("import", "pi", "--since", "soon")).toMatchObject({ status: 2 });
    expect(await ecomind("import", "pi", "--since", "2026-02-31")).toMatchObject({ status: 2 });
    expect(await ecomind("import", "pi", "--user", "two words", "--send")).toMatchObject({ status: 2 });
  });
});

describe("ecomind import --send, to a real edge", () => {
  let edge: EdgeFixture;
  beforeEach(async () => {
    edge = await startEdge();
  });
  afterEach(() => edge.dispose());
  const send = (agent: string, folders: readonly string[], ...more: string[]) =>
    ecomind("import", agent, ...homes(folders), "--send", "--url", edge.url, "--key", edge.key, "--json", ...more);
  const events = async () =>
    (await edge.stored()).map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Record<string, unknown>);
  const identities = async () => new Set((await events()).map(({ id, ts }) => `${id} ${ts}`));

  test("what is sent twice, from two machines, or again after growth has the same identity", async () => {
    const { status, out } = await send("all", all, "--user", "mika");
    expect(status).toBe(0);
    const sent = JSON.parse(out);
    expect(sent.events).toMatchObject({ ready: 118, without_output: 31, accepted: 118, rejected: {} });
    const first = await identities();
    const stored = await events();
    expect(first.size).toBe(118);
    await send("all", all);
    const copies = cases.map((one) => copyOf(one, join(work, "other", one.agent, one.name)));
    await send("all", [...copies].reverse());
    expect(await identities()).toEqual(first);
    // What has no known output is sent without one, and counts as unknown.
    const complete = stored.filter((event) => event.tokens_out !== undefined);
    expect(complete).toHaveLength(87);
    const sum = (name: string) =>
      complete.reduce((total, event) => total + ((event[name] as number | undefined) ?? 0), 0);
    const known = cases.filter(({ truth }) => truth.output_unknown_ids === undefined);
    const numbers = known.map(({ truth }) => truth.in_the_files);
    expect(sum("tokens_in")).toBe(numbers.reduce((total, { tokens_in }) => total + tokens_in, 0));
    expect(sum("tokens_cached")).toBe(numbers.reduce((total, { tokens_cached }) => total + tokens_cached, 0));
    expect(sum("tokens_out")).toBe(numbers.reduce((total, { tokens_out }) => total + tokens_out, 0));
    for (const event of stored) {
      expect(event.revision).toBe(event.tokens_out === undefined ? undefined : 1);
      if (event.response_id !== undefined) expect(event.response_id).toMatch(/^(msg|resp|chatcmpl|cmpl|gen)[-_]/);
    }
    expect(stored.some(({ response_id }) => response_id !== undefined)).toBe(true);
    for (const event of stored)
      expect(event).toMatchObject({ user_id: "mika", source: "import", labels: { agent: expect.any(String) } });
  });

  test("--dry-run sends nothing, even with --send", async () => {
    const { out } = await send("pi", all, "--dry-run");
    expect(JSON.parse(out).events).toMatchObject({ ready: 5, accepted: 0 });
    expect(await edge.stored()).toEqual([]);
  });

  test("folders are sent when that is asked for, by their last name", async () => {
    await send("pi", all);
    await send("codex", all, "--with-project", "--team", "search");
    const labels = (await events()).map((event) => [
      (event.labels as Record<string, string>).agent,
      (event.labels as Record<string, string>).project,
      event.team,
    ]);
    expect(new Set(labels.map((label) => label.join(" ")))).toEqual(new Set(["pi  ", "codex harbour search"]));
  });

  test("answers that the edge finds too old are told, and are no failure", async () => {
    vi.setSystemTime(Date.UTC(2027, 0, 15));
    const text = await ecomind("import", "pi", ...homes(all), "--send", "--url", edge.url, "--key", edge.key);
    expect(text).toMatchObject({ status: 0, out: expect.stringContaining("5 are older than 30 days") });
    expect(text.out).toContain("Rejected 5: ts_too_old");
    expect(await edge.stored()).toEqual([]);
  });

  test("a key that may not report is refused, and named nowhere", async () => {
    const refused = await ecomind(
      "import",
      "pi",
      ...homes(all),
      "--send",
      "--url",
      edge.url,
      "--key",
      edge.readOnlyKey,
    );
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("403") });
    expect(JSON.stringify(refused)).not.toContain(edge.readOnlyKey);
  });

  test("a phrase in every text of the files is in no output, index or event", async () => {
    const copies = cases.map((one) => copyOf(one, join(work, "canary", one.agent, one.name)));
    const times = copies.reduce((sum, folder) => sum + putPhrase(folder, phrase), 0);
    expect(times).toBeGreaterThan(2_000);
    const sent = await send("all", copies, "--with-project");
    expect(JSON.parse(sent.out).events.accepted).toBe(118);
    const printed = [
      sent,
      await ecomind("import", "all", ...homes(copies)),
      await ecomind("usage", ...homes(copies)),
      await ecomind("usage", "--json", ...homes(copies)),
    ];
    expect(JSON.stringify(printed)).not.toContain(phrase);
    const cache = join(work, "cache", "ecomind");
    expect(readdirSync(cache).length).toBeGreaterThan(7);
    for (const name of readdirSync(cache)) expect(readFileSync(join(cache, name), "utf8")).not.toContain(phrase);
    for (const { value, key } of await edge.stored()) {
      expect(Buffer.from(value).toString()).not.toContain(phrase);
      expect(Buffer.from(key).toString()).not.toContain(phrase);
    }
  });
});

describe("ecomind usage", () => {
  test("today, 7 and 30 days", async () => {
    const { status, out } = await ecomind("usage", "--json", ...homes(all));
    const report = JSON.parse(out);
    expect(status).toBe(0);
    expect([report.today.responses, report.last_7_days.responses, report.last_30_days.responses]).toEqual([
      0, 117, 117,
    ]);
    expect(Object.keys(report.last_7_days.by_agent).length).toBe(7);
    expect(report.last_7_days.by_project["/home/mika/harbour"].responses).toBeGreaterThan(80);
    const { low, central, high } = report.last_7_days.footprint.kwh_facility;
    expect(low < central && central < high).toBe(true);
    expect((await ecomind("usage", "codex", "--json", ...homes(all))).out).toContain('"codex"');
  });

  test("days are local, also when a clock changes", () => {
    const answer = (atMs: number) => ({
      ...{ agent: "pi" as AgentName, key: `${atMs}`, atMs, model: "m", provider: "p", tokensIn: 1, tokensCached: 0 },
      ...{ tokensOut: 1, outputKnown: true, cut: false, session: "s", project: "" },
    });
    // Berlin's 25 October 2026 has 25 hours.
    const script = `import { periodsOf } from "./standalone/dist/coding-agents/periods.js";
      console.log(JSON.stringify(periodsOf([], ${Date.UTC(2026, 9, 25, 22, 30)}).map(({ fromMs }) => new Date(fromMs).toISOString())));`;
    const times = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: join(import.meta.dirname, "../.."),
      env: { ...process.env, TZ: "Europe/Berlin" },
    });
    expect(JSON.parse(times.toString())).toEqual([
      "2026-10-24T22:00:00.000Z",
      "2026-10-18T22:00:00.000Z",
      "2026-09-25T22:00:00.000Z",
    ]);
    const now = Date.now();
    const day = new Date(2026, 11, 2).getTime();
    const [today, week, month] = periodsOf([day, day - 1, day - 6 * 86_400_000 - 1, 0].map(answer), now);
    const count = (cells: readonly Cell[] = []) => cells.reduce((sum, { totals }) => sum + totals.responses, 0);
    expect([count(today?.cells), count(week?.cells), count(month?.cells)]).toEqual([1, 2, 3]);
  });

  test.each([
    40, 50, 66, 80, 120, 200,
  ])("fits a terminal of %i columns, without colour where none is wanted", (width) => {
    const cell = (project: string, model: string): Cell => ({
      agent: "claude-code",
      provider: "anthropic",
      model,
      project,
      totals: {
        ...noTotals(),
        responses: 12_345,
        tokens_in: 987_654_321,
        tokens_cached: 900_000_000,
        tokens_out: 12_345_678,
      },
      tokensOutRamp: 0,
    });
    const cells = [
      cell("/home/mika/a/very/long/path/to/a/folder/that/is/deep/inside/harbour", "claude-sonnet-4-5"),
      cell("C:\\work\\küche", "a-model-with-a-name-that-is-longer-than-any-column-of-a-terminal"),
    ];
    const periods = (["today", "7 days", "30 days"] as const).map((name) => ({
      name,
      key: "today" as const,
      fromMs: 0,
      cells,
    }));
    const usage = { answers: [], missing: [], files: {}, unreadable: [] };
    const plain = usageTable(periods, usage, { width, colour: false, home: "/home/mika" });
    const table = plain.slice(0, plain.indexOf("\n\nNot in these figures"));
    for (const line of table.split("\n")) expect([...line].length).toBeLessThanOrEqual(Math.max(width, 43));
    expect(table).toContain(width < 60 ? "harbour" : "inside/harbour");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    expect(plain).not.toMatch(/\u001b/);
    expect(usageTable(periods, usage, { width, colour: true, home: "/home/mika" })).toContain("\u001b[1m");
  });

  test("numbers stay short", () => {
    const numbers = [0, 999, 9_999, 10_000, 99_999, 999_499, 999_600, 12_345_678, 4_567_890_123];
    expect(numbers.map(short)).toEqual(["0", "999", "9,999", "10.0k", "100k", "999k", "1.00M", "12.3M", "4.57G"]);
  });

  test("a home without agents says so", async () => {
    expect(await ecomind("usage", "--home", work)).toMatchObject({
      status: 0,
      out: expect.stringContaining("No coding agent"),
    });
  });
});

test("--since", () => {
  const now = Date.UTC(2026, 11, 2, 12);
  expect(sinceMsOf("12h", now)).toBe(now - 12 * 3_600_000);
  expect(sinceMsOf("30d", now)).toBe(now - 30 * 86_400_000);
  expect(sinceMsOf("2026-11-30", now)).toBe(new Date(2026, 10, 30).getTime());
  expect(sinceMsOf("2026-11-30T01:00:00+01:00", now)).toBe(Date.UTC(2026, 10, 30));
});
