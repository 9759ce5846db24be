import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { analystLimits, changeableLimits, presentationSettings } from "@ecomind/clickhouse";
import { CredentialLimits } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService, toolAccount } from "./tool-service.js";

const origin = "https://notebooks.example.com";
let engine: AnalystEngine;
let tools: Awaited<ReturnType<typeof startToolService>>;
beforeAll(async () => {
  engine = await startAnalystEngine();
  tools = await startToolService(engine, { corsOrigins: [origin] });
});
afterAll(async () => {
  tools.stop();
  await engine.stop();
});

async function ask(search: string, body: string) {
  const answer = await fetch(`${tools.url}${search}`, { method: "POST", headers: { authorization }, body });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

describe("settings", () => {
  test("that change limits or how rows are shown are honoured", async () => {
    const many = "SELECT number FROM numbers(50000)";
    for (const [search, statement, expected] of [
      ["?limit=2", many, "0\n1\n"],
      ["?limit=2&offset=3", many, "3\n4\n"],
      [
        "?session_timezone=Asia/Tokyo",
        "SELECT toDateTime(1767225600), timezone()",
        "2026-01-01 09:00:00\tAsia/Tokyo\n",
      ],
      ["?date_time_output_format=iso", "SELECT toDateTime('2026-01-01 00:00:00', 'UTC')", "2026-01-01T00:00:00Z\n"],
      [
        "?output_format_json_quote_64bit_integers=0",
        "SELECT 18446744073709551615 AS n FORMAT JSONEachRow",
        '{"n":18446744073709551615}\n',
      ],
      ["?bool_true_representation=yes", "SELECT true", "yes\n"],
      ["?format_csv_delimiter=%3B", "SELECT 1, 2 FORMAT CSV", "1;2\n"],
    ] as const)
      expect((await ask(search, statement)).text, search).toBe(expected);
    const refused = await ask("?max_result_rows=10", many);
    expect([refused.status, refused.text]).toEqual([413, expect.stringContaining("TOO_MANY_ROWS_OR_BYTES")]);
    // The engine stops behind the block with the last row that may be.
    const cut = await ask("?max_result_rows=10&result_overflow_mode=break&max_block_size=10", many);
    expect([cut.status, cut.text.split("\n").length]).toEqual([200, 11]);
    const slow = "SELECT count() FROM numbers(200000000) WHERE NOT ignore(sipHash128(toString(number)))";
    expect((await ask("?max_execution_time=1", slow)).status).toBe(413);
  });

  test("what stands for a value of each row is short", async () => {
    expect((await ask(`?bool_true_representation=${"y".repeat(64)}`, "SELECT true")).status).toBe(200);
    const long = await ask(`?bool_true_representation=${"y".repeat(65)}`, "SELECT true");
    expect([long.status, long.text]).toEqual([400, expect.stringContaining("'bool_true_representation'")]);
  });

  test("NULL for rows without a match is the reader's choice, and changes nothing of what is published", {
    timeout: 120_000,
  }, async () => {
    const joined = "SELECT b.x FROM (SELECT 1 AS x) AS a LEFT JOIN (SELECT 2 AS x) AS b ON a.x = b.x";
    expect((await ask("", joined)).text).toBe("0\n");
    expect((await ask("?join_use_nulls=1", joined)).text).toBe("\\N\n");
    for (const table of ["footprint_15m", "footprint_model_15m", "events_footprint", "current_events"]) {
      const all = `SELECT * FROM ${table} ORDER BY ALL LIMIT 100 FORMAT TSVWithNamesAndTypes`;
      const { status, text } = await ask("?join_use_nulls=1", all);
      expect([status, text], table).toEqual([200, (await ask("", all)).text]);
    }
  });

  test("equal to ours are no error, and more of a limit is ours", async () => {
    for (const [name, value] of Object.entries(analystLimits))
      expect((await ask(`?${name}=${value}`, "SELECT 1")).text, name).toBe("1\n");
    for (const name of ["max_execution_time", "max_result_rows", "max_result_bytes", "max_block_size"])
      for (const value of ["0", "1000000000000"])
        expect((await ask(`?${name}=${value}`, "SELECT 1")).text, name).toBe("1\n");
    expect((await ask("?max_result_rows=0", "SELECT number FROM numbers(100001)")).status).toBe(413);
  });

  test("the engine itself takes no more of an account than that", async () => {
    const { username, password } = await engine.accounts.of("acme", 1);
    const direct = async (search: string) => {
      const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "x-ecomind-org": "acme" };
      const answer = await fetch(`${engine.engine.url}/?${search}`, { method: "POST", headers, body: "SELECT 1" });
      return answer.headers.get("x-clickhouse-exception-code") ?? "none";
    };
    for (const [name, most] of Object.entries(changeableLimits)) {
      expect(await direct(`${name}=${most + 1}`), name).toBe("452");
      expect(await direct(`${name}=${Math.max(1, Math.floor(most / 2))}`), name).toBe("none");
      expect(await direct(`${name}=0`), name).not.toBe("none");
    }
    const changeable = new Set(["result_overflow_mode", ...presentationSettings, ...Object.keys(changeableLimits)]);
    for (const [name, value] of Object.entries(analystLimits))
      if (!changeable.has(name))
        expect(await direct(`${name}=${typeof value === "number" ? value + 1 : "x"}`), name).not.toBe("none");
  });

  test("all others are refused by name", async () => {
    for (const name of [
      "max_memory_usage=0",
      "max_threads=64",
      "join_algorithm=hash",
      "http_response_headers=%7B%7D",
      "role=x",
      "additional_table_filters=%7B%7D",
    ])
      expect(await ask(`?${name}`, "SELECT 1"), name).toMatchObject({
        status: 403,
        text: expect.stringContaining(`'${name.split("=")[0]}'`),
      });
  });
});

describe("a statement that runs", { timeout: 60_000 }, () => {
  const long = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))";

  test("is ended by its name, and under another name it is not", async () => {
    const running = ask("?query_id=mine-1", long);
    await expect.poll(async () => (await engine.running()).length, { timeout: 20_000 }).toBe(1);
    expect((await ask("", "KILL QUERY WHERE query_id = 'mine-2' ASYNC")).text).toBe("");
    expect(await engine.running()).toHaveLength(1);
    const killed = await ask("", "KILL QUERY WHERE query_id = 'mine-1' SYNC FORMAT JSONEachRow");
    expect(JSON.parse(killed.text)).toEqual({
      kill_status: "waiting",
      query_id: "mine-1",
      user: toolAccount.user,
      query: "",
    });
    expect((await running).status).toBeGreaterThanOrEqual(400);
    await expect.poll(async () => (await engine.running()).length, { timeout: 20_000 }).toBe(0);
    for (const statement of [
      "KILL QUERY WHERE 1",
      "KILL MUTATION WHERE 1",
      "KILL QUERY WHERE query_id = 'a' OR 1",
      "KILL QUERY WHERE user = 'x'",
    ])
      expect((await ask("", statement)).status, statement).toBeGreaterThanOrEqual(400);
  });

  test("ends where its asker closes the connection", async () => {
    const asked = request(tools.url, { method: "POST", headers: { authorization } });
    asked.on("error", () => undefined);
    asked.end(long);
    await expect.poll(async () => (await engine.running()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    asked.destroy();
    await expect.poll(async () => (await engine.running()).length, { timeout: 20_000 }).toBe(0);
  });
});

test("a name of a statement that no header can hold is refused, and an error of the service is readable", async () => {
  for (const name of ["a%0d%0ab", "%00", "%E2%82%AC", "x".repeat(201)]) {
    const { status, text } = await ask(`?query_id=${name}`, "SELECT 1");
    expect([status, text], name).toEqual([400, expect.stringContaining("query_id")]);
  }
  expect((await ask("?query_id=a%20b", "SELECT 1")).headers.get("x-clickhouse-query-id")).toBe("a b");
});

test("the quota of the account or of its organisation, whichever has less, stands in the answer's headers", async () => {
  const limiter = new CredentialLimits({
    credential: { perSecond: 0.001, burst: 5 },
    org: { perSecond: 0.001, burst: 3 },
  });
  const limited = await startToolService(engine, { limiter });
  try {
    const told = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const answer = await fetch(limited.url, { method: "POST", headers: { authorization }, body: "SELECT 1" });
      told.push([answer.status, (answer.headers.get("ratelimit") ?? "").split(";t=")[0]]);
      if (answer.status === 429) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      await answer.text();
    }
    expect(told).toEqual([
      [200, '"org";r=2'],
      [200, '"org";r=1'],
      [200, '"org";r=0'],
      [429, '"org";r=0'],
    ]);
  } finally {
    limited.stop();
  }
});

test("the page of a known site may ask, that of another may not", async () => {
  const preflight = (from: string, method = "POST") =>
    fetch(tools.url, {
      method: "OPTIONS",
      headers: {
        origin: from,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization",
      },
    });
  const known = await preflight(origin);
  expect([known.status, known.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
  expect(known.headers.get("access-control-allow-headers")).toContain("authorization");
  expect(known.headers.get("access-control-allow-credentials")).toBeNull();
  expect((await preflight("https://other.example.com")).headers.get("access-control-allow-origin")).toBeNull();
  const asked = request(tools.url, { method: "POST", headers: { authorization, origin } });
  asked.end("SELECT 1");
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  answer.resume();
});
