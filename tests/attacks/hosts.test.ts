import { request } from "node:http";
import { knownHosts } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "../../ingest/test/fixture.js";
import { openOwnerLink, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { triesOf } from "./documented-tries.js";
import { requestFor, servedOperations } from "./served-operations.js";
import { type OthersThings, plantCanaries } from "./two-organisations.js";

let api: QueryFixture;
let edge: EdgeFixture;
let things: OthersThings;
let tries = 0;
const isKnownHost = knownHosts(["eco.example"]);

beforeAll(async () => {
  [api, edge] = await Promise.all([
    startQuery({ isKnownHost, rateLimit: { perSecond: 0, burst: 0 } }),
    startEdge({ isKnownHost }),
  ]);
  things = await plantCanaries(api);
}, 180_000);
afterAll(async () => {
  await api?.stop();
  await edge?.dispose();
});

/** Names that an attacker's page may have while they resolve to this machine. */
const names = [
  "evil.example",
  "evil.example:8090",
  "eco.example.evil.example",
  "xeco.example",
  "eco.examples",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "xlocalhost",
  "eco.example@evil.example",
  "evil.example#eco.example",
  "evil.example/eco.example",
  "0x7f.1",
  "[::1].evil.example",
];

const send = (url: string, method: string, headers: object, body: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers: { "content-type": "application/json", "content-length": String(body.length), ...headers } },
      async (answer) => resolve({ status: answer.statusCode ?? 0, text: (await answer.toArray()).join("") }),
    );
    outgoing.once("error", reject).end(body);
  });

/** The credentials are right: only the name decides. */
async function expectMisdirected(url: string, method: string, headers: object, body: string): Promise<void> {
  for (const host of names) {
    const { status, text } = await send(url, method, { ...headers, host }, body);
    expect([400, 421], `${method} ${url} at ${host}: ${text}`).toContain(status);
    expect(text).not.toContain("evil");
    tries += 1;
  }
}

test("no operation, page or sign-in is answered under a name that nobody configured", {
  timeout: 120_000,
}, async () => {
  const cookie = (await openOwnerLink(api.url)).headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = { cookie, "sec-fetch-site": "same-origin" };
  for (const operation of servedOperations(api)) {
    const { path, method, body } = requestFor(operation, things);
    await expectMisdirected(`${api.url}${path}`, method, headers, body === undefined ? "" : JSON.stringify(body));
  }
  for (const path of ["/", "/docs/", "/openapi.json", "/metrics", "/login", "/login/options", "/?query=SELECT%201"])
    await expectMisdirected(`${api.url}${path}`, "GET", headers, "");
  await expectMisdirected(`${api.url}/logout`, "POST", headers, "");
  for (const host of ["eco.example", "ECO.example:443", "localhost:8090", "127.0.0.1", "[::1]:8090"])
    expect((await send(`${api.url}/v1/me`, "GET", { ...headers, host }, "")).status, host).toBe(200);
});

test("the edge takes no event under such a name", async () => {
  const headers = { "x-api-key": edge.key };
  for (const path of ["/v1/ingest", "/v1/ingest/batch"])
    await expectMisdirected(`${edge.url}${path}`, "POST", headers, JSON.stringify(sample()));
  expect(await edge.stored()).toEqual([]);
  const sent = await send(
    `${edge.url}/v1/ingest`,
    "POST",
    { ...headers, host: "eco.example" },
    JSON.stringify(sample()),
  );
  expect(sent.status).toBe(202);
});

test("the threat model says how many requests are tried", () => {
  expect(tries).toBe(triesOf("hosts.test.ts"));
});
