import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStoreClient, loadFactorTables, migrateUp, sharedAnalysts, sharedParser } from "@ecomind/clickhouse";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import { expect } from "vitest";
import { sharedAnalystAccount } from "../../src/sql/analyst-accounts.js";
import { AnalystSql, type SqlQuestion } from "../../src/sql/analyst-sql.js";
import { rowTime } from "./row-times.js";

/** Stands in every column of the other organisation's rows that holds text. */
const foreign = "FOREIGNROW";
/** The content of a file of the machine. */
export const machine = "MACHINEFILE";

/** Nothing of another organisation's, of a person's, or of the machine's, but what the statement itself says. */
export function expectNothingForeign(told: string, query: string): void {
  for (const secret of [foreign, machine, "acme2", "f0000000-", "person-", 'secret_sha256":'])
    if (!query.includes(secret)) expect(told, query).not.toContain(secret);
}

const password = "known to the service alone";

const row = (org: string, text: string, index: number) => ({
  org_id: org,
  ts: rowTime(index, Date.now()),
  id: `${org === "acme" ? "0" : "f"}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  received_at: rowTime(0, Date.now()).slice(0, 19),
  user_id: `person-${text}`,
  team: text === foreign ? foreign : ["research", "sales"][index % 2],
  provider: text === foreign ? foreign : "openai",
  model: text === foreign ? foreign : ["gpt-4o", "gpt-4o-mini"][index % 2],
  region: text === foreign ? foreign : "",
  model_reported: text,
  source: text === foreign ? foreign : "sdk",
  tokens_basis: "reported",
  tokens_in: 1000 + index,
  tokens_cached: 0,
  tokens_out: 500,
  tokens_out_ramp: 0,
  labels: { project: text === foreign ? foreign : "atlas" },
  offset: index,
});

/** The answer of `POST /v1/sql`. */
export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly unknown[][];
  readonly elapsed_ms: number;
}

/** All of an answer. */
export async function answerTo(sql: AnalystSql, asked: SqlQuestion): Promise<SqlAnswer> {
  const { answer, done } = await sql.ask(asked);
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of answer) pieces.push(piece);
    return JSON.parse(Buffer.concat(pieces).toString()) as SqlAnswer;
  } finally {
    done();
  }
}

/** What `acme` asks. */
export const question = (query: string, requestId: string = crypto.randomUUID()): SqlQuestion => ({
  orgId: "acme",
  minimumGroupSize: 1,
  query,
  parameters: {},
  requestId,
  route: "POST /v1/sql",
  signal: new AbortController().signal,
});

/** The engine as standalone runs it, with 200 events of `acme`, 300 of `acme2` and a file that must not be read. */
export async function startAnalystEngine(env: Readonly<Record<string, string>> = {}) {
  const engine = await startTestClickHouse({
    migrated: true,
    env: {
      ...env,
      NO_PASSWORD: "false",
      CLICKHOUSE_PASSWORD: "admin",
      CLICKHOUSE_USERS: JSON.stringify([...sharedAnalysts("ecomind_analyst", password), sharedParser(password)]),
    },
  });
  const client = createStoreClient({ url: engine.url, username: "ecomind", password: "admin", application: "test" });
  await migrateUp(client);
  await loadFactorTables(client, [loadDefaultFactorSet()]);
  const values = [
    ...Array.from({ length: 200 }, (_, index) => row("acme", "own", index)),
    ...Array.from({ length: 300 }, (_, index) => row("acme2", foreign, index)),
  ];
  await client.insert({ table: "events", values, format: "JSONEachRow" });
  await client.insert({
    table: "org_settings",
    values: ["acme", "acme2"].map((org_id) => ({ org_id, minimum_group_size: 1 })),
    format: "JSONEachRow",
  });
  const choice = { org_id: "acme2", factor_set: foreign, chosen_by: foreign };
  await client.insert({ table: "org_factor_sets", values: [choice], format: "JSONEachRow" });
  await client.command({ query: "SYSTEM REFRESH VIEW usage_history_refresh" });
  await client.command({ query: "SYSTEM WAIT VIEW usage_history_refresh" });
  // As if today were closed: on the year's first day the history would have nothing of the year.
  await client.command({
    query: `INSERT INTO usage_history (org_id, bucket, team, provider, model, region, source, tokens_basis,
        requests, tokens_in, tokens_cached, tokens_out, tokens_out_ramp, closed_at)
      SELECT org_id, bucket, team, provider, model, region, source, tokens_basis,
        requests, tokens_in, tokens_cached, tokens_out, tokens_out_ramp, now('UTC') AS closed_at
      FROM usage_15m WHERE bucket >= toStartOfDay(now('UTC'))`,
  });
  const secretFile = join(mkdtempSync(join(tmpdir(), "ecomind-sql-")), "secret.csv");
  writeFileSync(secretFile, `${machine}\n`);
  const accounts = sharedAnalystAccount("ecomind_analyst", password);
  const sql = new AnalystSql({ url: engine.url, database: "ecomind", client, accounts });
  const ask = (query: string, parameters: Record<string, string | number> = {}, orgId = "acme"): Promise<SqlAnswer> =>
    answerTo(sql, { ...question(query), orgId, parameters });
  /** As an organisation with a minimum group size. */
  const askWithMinimum = (query: string): Promise<SqlAnswer> =>
    answerTo(sql, { ...question(query), minimumGroupSize: 5 });
  return {
    client,
    engine,
    secretFile,
    accounts,
    sql,
    ask,
    askWithMinimum,
    /** The answer as text, or the code and detail of the refusal. */
    async told(query: string, parameters: Record<string, string | number> = {}, orgId = "acme"): Promise<string> {
      try {
        return JSON.stringify(await ask(query, parameters, orgId));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return `${error.problem.code}: ${error.problem.detail ?? ""}`;
      }
    },
    /** Straight to the engine under the account that reads statements. */
    async asParser(query: string): Promise<string> {
      const { username, password: secret } = await accounts.parser();
      const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
      const response = await fetch(`${engine.url}/?database=ecomind`, {
        method: "POST",
        headers: { authorization },
        body: query,
      });
      return await response.text();
    },
    /** The lines of a statement's syntax tree. */
    async treeOf(query: string): Promise<readonly string[]> {
      const { username, password: secret } = await accounts.parser();
      const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
      const response = await fetch(`${engine.url}/?default_format=JSONCompact`, {
        method: "POST",
        headers: { authorization },
        body: `EXPLAIN AST graph = 0, optimize = 0 ${query}`,
      });
      const text = await response.text();
      expect(response.status, text.slice(0, 200)).toBe(200);
      return (JSON.parse(text) as { data: string[][] }).data.map(([line = ""]) => line);
    },
    /** Straight to the engine under the account, past the judge of statements. */
    async direct(query: string, user = "ecomind_analyst"): Promise<string> {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      const response = await fetch(`${engine.url}/?database=ecomind`, {
        method: "POST",
        headers: { authorization, "x-ecomind-org": "acme" },
        body: query,
      });
      return await response.text();
    },
    /** Marks of analysts' statements that the engine runs. */
    async running(): Promise<readonly string[]> {
      const result = await client.query({
        query: "SELECT http_user_agent AS mark FROM system.processes WHERE user = 'ecomind_analyst'",
        format: "JSONEachRow",
      });
      return (await result.json<{ mark: string }>()).map(({ mark }) => mark);
    },
    /** What an attempt could have changed. */
    async state(): Promise<unknown> {
      const result = await client.query({
        query: `SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM system.tables WHERE database = 'ecomind') AS tables,
          (SELECT count() FROM system.users) AS users, (SELECT count() FROM system.functions WHERE origin != 'System') AS functions`,
        format: "JSONEachRow",
      });
      return [await result.json(), readFileSync(secretFile, "utf8")];
    },
    async stop() {
      await client.close();
      await engine.stop();
    },
  };
}

export type AnalystEngine = Awaited<ReturnType<typeof startAnalystEngine>>;
