import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, expectNothingForeign, machine, startAnalystEngine } from "./analyst-engine.js";
import { escapeAttempts } from "./escape-attempts.js";

let engine: AnalystEngine;
const attempts = escapeAttempts("SECRETFILE", "SECRETURL");
let requestsToTheMachine = 0;
const inner = createServer((_, response) => {
  requestsToTheMachine += 1;
  response.end(machine);
});
const place = (text: string) =>
  text
    .replaceAll("SECRETFILE", engine.secretFile)
    .replaceAll("SECRETURL", `http://127.0.0.1:${(inner.address() as AddressInfo).port}/`);

beforeAll(async () => {
  engine = await startAnalystEngine();
  await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  inner.close();
  await engine.stop();
});

test("there are many attempts", () => {
  const all = Object.values(attempts).flat();
  expect(all.length).toBeGreaterThan(200);
  expect(new Set(all.map(({ query, parameters }) => `${query} ${JSON.stringify(parameters)}`)).size).toBe(all.length);
});

describe.each(Object.keys(attempts))("%s", (kind) => {
  test("is answered from own rows or refused", async () => {
    const before = await engine.state();
    for (const { query, parameters, outcome } of attempts[kind] ?? []) {
      const told = await engine.told(place(query), parameters);
      expectNothingForeign(told, query);
      if (outcome !== "own") expect(told, query).toMatch(/^sql_refused: /);
      else expect(told, query).toMatch(/^\{"columns"/);
    }
    expect(await engine.state()).toEqual(before);
    expect(requestsToTheMachine).toBe(0);
  });
});

describe("the account alone, past the judge of statements", () => {
  test("sees own rows in every published table, and no person", async () => {
    for (const table of ["events", "usage_15m", "events_footprint", "footprint_15m", "usage_history"])
      expect(await engine.direct(`SELECT DISTINCT org_id FROM ${table}`), table).toBe("acme\n");
    expect(await engine.direct("SELECT count() FROM events")).toBe("200\n");
    expect(await engine.direct("SELECT sum(requests) FROM usage_15m")).toBe("200\n");
  });

  test("is refused what changes something, other tables, outside sources and settings", async () => {
    for (const query of [
      "SELECT user_id FROM events",
      "SELECT * FROM usage_user_1h",
      "SELECT * FROM api_keys",
      "SELECT org_id FROM merge('ecomind', '.*')",
      "SELECT * FROM mergeTreeProjection(ecomind, events, usage_15m)",
      "SELECT * FROM mergeTreeProjection(ecomind, events, usage_user_1h)",
      "SELECT * FROM remote('127.0.0.1', 'ecomind', 'events')",
      `SELECT * FROM file('${engine.secretFile}', 'LineAsString')`,
      place("SELECT * FROM url('SECRETURL', 'LineAsString')"),
      "SELECT * FROM events SETTINGS max_execution_time = 0",
      "SET max_threads = 64",
      "INSERT INTO events (org_id) VALUES ('acme')",
      "KILL QUERY WHERE 1",
      "CREATE TABLE t (a Int8) ENGINE = Memory",
    ]) {
      const told = await engine.direct(query);
      expect(told, query).toMatch(/\((ACCESS_DENIED|READONLY|SETTING_CONSTRAINT_VIOLATION)\)/);
      expectNothingForeign(told, query);
    }
    expect(requestsToTheMachine).toBe(0);
  });

  test("does not tell the request's credential", async () => {
    expect(await engine.direct("SELECT getClientHTTPHeader('Authorization')")).toBe("\n");
  });
});
