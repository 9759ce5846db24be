// What the dashboards' questions cost on a store of a year's use of many companies.
// Run `npm run build` first. Figures are of this machine and this run; compare the ratios.
import { fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { newApiKey, parseApiKey, secretDigest } from "@ecomind/accounts";
import { createStoreClient, loadFactorTables, migrateUp, refreshHistory } from "@ecomind/clickhouse";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { mayFail } from "@ecomind/platform";
import { fillStatement } from "./company-events.mjs";
import { ask, load, quantile } from "./load.mjs";

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "100000000" },
    orgs: { type: "string", default: "50" },
    users: { type: "string", default: "1000" },
    days: { type: "string", default: "400" },
    clients: { type: "string", default: "1,10,50" },
    seconds: { type: "string", default: "10" },
    port: { type: "string", default: "0" },
    data: { type: "string" },
    "fill-only": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(`npm run bench:query -- [options]
  --events N     events in the store (100000000)
  --orgs N       organisations (50)
  --users N      people of each (1000)
  --days N       days back (400)
  --clients LIST clients at once (1,10,50)
  --seconds N    of each measurement, at most (10)
  --data DIR     keep the store there, and use it again when it is filled; absent: a temporary folder, deleted at the end
  --fill-only    fill and stop`);
  process.exit(0);
}
const [events, orgs, users, days, seconds] = ["events", "orgs", "users", "days", "seconds"].map((name) =>
  Number(options[name]),
);
const dayMs = 86_400_000;
const dataDir = options.data ?? mkdtempSync(join(tmpdir(), "ecomind-bench-"));
mkdirSync(dataDir, { recursive: true });
const row = (...cells) =>
  console.log(cells.map((cell, at) => String(cell)[at === 0 ? "padEnd" : "padStart"](at === 0 ? 34 : 11)).join(""));

const { model } = cpus()[0] ?? { model: "unknown" };
console.log(
  `machine  ${cpus().length} x ${model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`,
);
console.log(
  `command  npm run bench:query -- ${process.argv
    .slice(2)
    .filter((text) => !text.startsWith("/"))
    .join(" ")}`,
);

const engine = await startTestClickHouse({ dataDir });
const client = createStoreClient({
  url: engine.url,
  username: "default",
  password: "",
  application: "bench",
  requestTimeoutMs: 3_600_000,
});
/** Services to be ended with the bench. */
const started = [];
try {
  await migrateUp(client);
  await loadFactorTables(client, [loadDefaultFactorSet()]);
  await fill();
  await rolledUp();
  await oldMonthsMerged();
  await historyComputed();
  if (!options["fill-only"]) await measure();
} finally {
  for (const child of started) child.kill("SIGTERM");
  await client.close();
  await engine.stop();
  if (options.data === undefined) rmSync(dataDir, { recursive: true, force: true });
}

async function rows(query) {
  return (await client.query({ query, format: "JSONEachRow" })).json();
}

async function fill() {
  const [{ many }] = await rows("SELECT count() AS many FROM events");
  if (Number(many) > 0) return console.log(`store    ${Number(many).toLocaleString("en")} events, filled before\n`);
  const began = performance.now();
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const daysAtOnce = 10;
  for (let day = days; day > 0; day -= daysAtOnce) {
    const span = Math.min(daysAtOnce, day);
    const firstDay = new Date(today - (day - 1) * dayMs).toISOString().slice(0, 10);
    const statement = fillStatement({
      org: `concat('org-', toString(intDiv(number, ${span}) % ${orgs}))`,
      firstDay,
      days: span,
      rows: Math.round((events * span) / days),
      users,
    });
    await client.command({ query: statement });
    if (process.stderr.isTTY) process.stderr.write(`\r${days - day + span} of ${days} days`);
  }
  // The same rows in the rollup, from few events and from sixteen times as many.
  for (const [name, perRow] of [
    ["few", 1],
    ["many", 16],
  ])
    for (let day = 30; day > 0; day -= 10)
      await client.command({
        query: fillStatement({
          org: `'${name}'`,
          firstDay: new Date(today - (day - 1) * dayMs).toISOString().slice(0, 10),
          days: 10,
          rows: Math.round((events / 1000) * perRow),
          users,
          spread: 2,
        }),
      });
  const taken = (performance.now() - began) / 1000;
  console.log(`fill     ${events.toLocaleString("en")} events in ${taken.toFixed(0)} s`);
}

/** A store that was filled before a rollup was added gets it in the background: not while it is measured. */
async function rolledUp() {
  const left = "SELECT count() AS many FROM system.mutations WHERE table = 'events' AND NOT is_done";
  while (Number((await rows(left))[0].many) > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
}

/** What the store does by itself with a month that got nothing for two days. */
async function oldMonthsMerged() {
  const split = await rows(
    "SELECT partition, count() AS parts FROM system.parts WHERE active AND table = 'events' AND partition < toString(toYYYYMM(now())) GROUP BY partition HAVING parts > 1",
  );
  const began = performance.now();
  for (const { partition } of split) {
    const query = `OPTIMIZE TABLE events PARTITION ${partition} FINAL`;
    await client.command({ query, clickhouse_settings: { max_execution_time: 0 } });
  }
  if (split.length > 0)
    console.log(
      `merged   ${split.length} months that are over in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    );
}

/**
 * A year of events that came at once: the history of its last month is computed once, not day by day as time goes. What the
 * engine does every hour afterwards is measured with the rest.
 */
async function historyComputed() {
  const began = performance.now();
  await refreshHistory(client);
  const merges = "SELECT count() AS many FROM system.merges";
  while (Number((await rows(merges))[0].many) > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
  console.log(`history  of the last month computed in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

/** What the overview, the breakdowns and the pages of today, people and a year ask. */
function questions() {
  const today = new Date().toISOString().slice(0, 10);
  const from = new Date(Date.now() - 29 * dayMs).toISOString().slice(0, 10);
  const yearFrom = `${new Date(Date.now() - 364 * dayMs).toISOString().slice(0, 7)}-01`;
  const month = `from=${from}&tz=Europe/Berlin`;
  // As a chart of many series asks: for the metric that it shows, here the energy.
  const shown = "metrics=kwh_facility";
  // As the overview asks: for all of its figures, and what they rest on.
  const all = [
    ...["kwh_facility", "kgco2e_lb", "water_onsite_l", "water_offsite_l", "requests", "tokens_in", "tokens_out"],
    ...["kwh_it_by_tier", "requests_unknown_model", "requests_region_assumed", "requests_unsupported"],
  ].map((name) => `metrics=${name}`);
  return [
    ["total of 30 days, compared", `/v1/usage?${month}&compare=previous`],
    ["30 days by day, compared", `/v1/usage?${month}&interval=day&compare=previous&${all.join("&")}`],
    ["30 days by day and model", `/v1/usage?${month}&interval=day&group_by=model&top=5&${shown}`],
    ["30 days by team", `/v1/usage?${month}&group_by=team&top=20`],
    ["30 days by provider and region", `/v1/usage?${month}&group_by=provider&group_by=region&top=20`],
    ["today by hour", `/v1/usage?from=${today}&tz=Europe/Berlin&interval=hour`],
    ["30 days by person, first 20", `/v1/usage?${month}&group_by=user&top=20`],
    ["a year by month", `/v1/usage?from=${yearFrom}&tz=Europe/Berlin&interval=month`],
  ];
}

/** Starts a service of its own process. @returns its address */
async function startService(main, env) {
  if (!existsSync(main)) throw new Error("run `npm run build` first");
  const child = fork(main, [], { stdio: ["ignore", "ignore", "inherit", "ipc"], env });
  started.push(child);
  const port = await new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message.port));
    child.once("exit", (status) => reject(new Error(`${main} ended with ${status}`)));
  });
  return `http://127.0.0.1:${port}`;
}

async function startQuery() {
  return await startService(fileURLToPath(new URL("../dist/main.js", import.meta.url)), {
    ...process.env,
    QUERY_HOST: "127.0.0.1",
    QUERY_PORT: options.port,
    CLICKHOUSE_URL: engine.url,
    CLICKHOUSE_USER: "default",
    CLICKHOUSE_PASSWORD: "",
    QUERY_RATE_PER_SECOND: "0",
  });
}

async function keyOf(orgId) {
  const key = newApiKey();
  const { keyId, secret } = parseApiKey(key);
  const created_at = new Date().toISOString().replace("T", " ").replace("Z", "");
  await client.insert({
    table: "api_keys",
    values: [
      {
        key_id: keyId,
        org_id: orgId,
        name: "bench",
        secret_sha256: secretDigest(secret),
        scopes: ["read"],
        created_at,
      },
    ],
    format: "JSONEachRow",
  });
  return key;
}

/** Rows and bytes that an answer's statements read, and how long the engine took for them, as the service tells them. */
function storeOf(headers) {
  const told = /^store;dur=([\d.]+);desc="(\d+) rows, (\d+) bytes read", asked;dur=([\d.]+)$/;
  const [, engineMs, readRows, readBytes, askedMs] = told.exec(headers["server-timing"]).map(Number);
  return { engineMs, readRows, readBytes, askedMs };
}

async function measure() {
  const [stored] = await rows(
    "SELECT sum(rows) AS events, sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts WHERE active AND table = 'events'",
  );
  const [rolled] = await rows(
    "SELECT sumIf(rows, name = 'usage_15m') AS quarter, sumIf(rows, name = 'usage_model_1h') AS hour, sumIf(rows, name = 'usage_user_1h') AS person FROM system.projection_parts WHERE active AND table = 'events'",
  );
  const whole = (value) => Number(value).toLocaleString("en");
  console.log(
    `store    ${whole(stored.events)} events, ${(stored.bytes / stored.events).toFixed(1)} bytes each with rollups, ${stored.parts} parts; rollup rows ${whole(rolled.quarter)} (quarter hours), ${whole(rolled.hour)} (hours without teams), ${whole(rolled.person)} (people and hours)\n`,
  );
  const keys = new Map();
  for (let org = 0; org < orgs; org += 1) keys.set(`org-${org}`, await keyOf(`org-${org}`));
  for (const name of ["few", "many"]) keys.set(name, await keyOf(name));
  const url = await startQuery();
  const bare = await startService(fileURLToPath(new URL("bare-server.mjs", import.meta.url)), process.env);
  let turn = 0;
  const anyOrg = () => ({ "x-api-key": keys.get(`org-${turn++ % orgs}`) });

  const floors = {};
  for (const clients of options.clients.split(",").map(Number)) {
    const { times } = await load({
      clients,
      seconds: 5,
      requests: 2000,
      headers: anyOrg,
      nextAddress: () => `${url}/v1/factor-sets`,
    });
    floors[clients] = quantile(times, 0.5);
    row(
      `floor: a table of one row, ${clients} clients`,
      `p50 ${quantile(times, 0.5).toFixed(1)}`,
      `p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    );
  }

  console.log(
    "\ncold: mark and other caches dropped, an organisation not asked before; warm: any organisation. ms; ratio: p50 over the floor; " +
      "API adds: what the client waits longer than the API for its statements and than for as many bytes of a server that does nothing (bare HTTP)",
  );
  row(
    "question",
    "rows read",
    "MB read",
    "cold p50",
    "cold p95",
    ...options.clients.split(",").flatMap((n) => [`p50 @${n}`, `p95 @${n}`, "ratio"]),
    "API adds",
    "bare HTTP",
    "engine HTTP",
  );
  const busy = [];
  for (const [name, path] of questions()) {
    const cold = [];
    for (let org = 0; org < Math.min(orgs, 15); org += 1) {
      for (const cache of ["MARK CACHE", "PRIMARY INDEX CACHE", "UNCOMPRESSED CACHE", "INDEX MARK CACHE"])
        await client.command({ query: `SYSTEM DROP ${cache}` }).catch(mayFail("not every engine has each of them"));
      const { ms, status } = await ask(`${url}${path}`, { "x-api-key": keys.get(`org-${org}`) });
      if (status !== 200) throw new Error(`${path}: ${status}`);
      cold.push(ms);
    }
    const warm = [];
    for (const clients of options.clients.split(",").map(Number)) {
      await load({ clients, seconds: 5, requests: 3 * orgs, headers: anyOrg, nextAddress: () => `${url}${path}` });
      const { times, refused } = await load({
        clients,
        seconds,
        requests: 1000,
        headers: anyOrg,
        nextAddress: () => `${url}${path}`,
      });
      if (refused > 0) busy.push(`${name}, ${clients} clients: ${refused} of ${refused + times.length} refused (503)`);
      warm.push(
        quantile(times, 0.5).toFixed(1),
        quantile(times, 0.95).toFixed(1),
        (quantile(times, 0.5) / floors[clients]).toFixed(1),
      );
    }
    const added = [];
    const exchanged = [];
    const http = [];
    let store = {};
    for (let turnOf = 0; turnOf < 30; turnOf += 1) {
      const { ms, headers, chunks } = await ask(`${url}${path}`, anyOrg());
      const { ms: bareMs } = await ask(`${bare}/${Buffer.concat(chunks).length}`, {});
      exchanged.push(bareMs);
      store = storeOf(headers);
      added.push(ms - store.askedMs - bareMs);
      http.push(store.askedMs - store.engineMs);
    }
    row(
      name,
      whole(store.readRows),
      (store.readBytes / 1e6).toFixed(1),
      quantile(cold, 0.5).toFixed(0),
      quantile(cold, 0.95).toFixed(0),
      ...warm,
      quantile(added, 0.5).toFixed(1),
      quantile(exchanged, 0.5).toFixed(1),
      quantile(http, 0.5).toFixed(1),
    );
  }

  for (const line of busy) console.log(line);

  console.log("\nthe same rollup rows from few events and from sixteen times as many, 1 client");
  row("organisation", "events", "rows read", "p50", "p95 ms");
  for (const name of ["few", "many"]) {
    const [{ many }] = await rows(`SELECT count() AS many FROM events WHERE org_id = '${name}'`);
    const path = questions()[1][1];
    const request = {
      clients: 1,
      seconds,
      requests: 200,
      headers: () => ({ "x-api-key": keys.get(name) }),
      nextAddress: () => `${url}${path}`,
    };
    await load({ ...request, requests: 20 });
    const { times } = await load(request);
    const { headers } = await ask(`${url}${path}`, { "x-api-key": keys.get(name) });
    row(
      name,
      whole(many),
      whole(storeOf(headers).readRows),
      quantile(times, 0.5).toFixed(1),
      quantile(times, 0.95).toFixed(1),
    );
  }
}
