import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { JwtVerifier, newApiKey } from "@ecomind/accounts";
import { startTestIssuer, type TestIssuer } from "@ecomind/accounts/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "./fixture.js";

let issuer: TestIssuer;
let edge: EdgeFixture;
beforeAll(async () => {
  issuer = await startTestIssuer();
  edge = await startEdge({ jwtVerifier: new JwtVerifier({ ...issuer, cooldownMs: 0 }) });
});
afterAll(async () => {
  await edge.dispose();
  await issuer.stop();
});

async function post(token: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${edge.url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
    body,
  });
  const answer = (await response.json()) as { code?: string; id?: string };
  return { status: response.status, headers: response.headers, ...answer };
}

test("the first event under a token is read as well as those that follow", async () => {
  const event = sample();
  const token = await issuer.token();
  expect(await post(token, JSON.stringify(event))).toMatchObject({ status: 202, id: event.id });
  expect(await post(token, JSON.stringify(sample()))).toMatchObject({ status: 202 });
  const zipped = gzipSync(JSON.stringify(sample()));
  expect(await post(await issuer.token(), zipped, { "content-encoding": "gzip" })).toMatchObject({ status: 202 });
  const keys = (await edge.stored()).map(({ key }) => Buffer.from(key).toString());
  expect(keys).toHaveLength(3);
  expect(keys).toContain(`acme/${event.id}`);
});

test.each([
  ["expired", { exp: 1 }, 401, "credential_expired"],
  ["for another audience", { aud: "other" }, 401, "credential_invalid"],
  ["of an organisation whose name fits no record", { org_id: "x".repeat(65) }, 401, "credential_invalid"],
  ["of somebody who may not report", { roles: ["analyst"] }, 403, "scope_missing"],
])("a token %s is refused", async (_, claims, status, code) => {
  expect(await post(await issuer.token(claims), JSON.stringify(sample()))).toMatchObject({ status, code });
});

test("a viewer's token reports its own person, and fills in who that is", async () => {
  const viewer = await issuer.token({ sub: "ann", roles: ["viewer"] });
  const stranger = sample({ user_id: "bob" });
  expect(await post(viewer, JSON.stringify(stranger))).toMatchObject({
    status: 403,
    code: "user_mismatch",
    reason: "user_mismatch",
    pointer: "/user_id",
    retryable: false,
  });
  const { user_id: _, ...unnamed } = sample();
  const own = [sample({ user_id: "ann" }), unnamed];
  const answers = await Promise.all(own.map((event) => post(viewer, JSON.stringify(event))));
  expect(answers).toMatchObject([{ status: 202 }, { status: 202 }]);
  const batch = await fetch(`${edge.url}/v1/ingest/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${viewer}` },
    body: JSON.stringify({ events: [sample({ user_id: "ann" }), stranger, sample({ user_id: null })] }),
  });
  expect(await batch.json()).toMatchObject({
    accepted: 2,
    rejected: 1,
    results: [{ status: "accepted" }, { reason: "user_mismatch" }, { status: "accepted" }],
  });
  const stored = (await edge.stored()).map(({ value }) => JSON.parse(Buffer.from(value).toString()));
  expect(stored.filter(({ id }) => id === stranger.id)).toEqual([]);
  for (const { id } of answers) expect(stored.find((event) => event.id === id)).toMatchObject({ user_id: "ann" });
});

test.each([
  ["owner"],
  ["admin"],
  ["ingest"],
  ["viewer", "ingest"],
])("a token with the roles %s reports for others", async (...roles) => {
  const token = await issuer.token({ sub: "ann", roles });
  expect(await post(token, JSON.stringify(sample({ user_id: "bob" })))).toMatchObject({ status: 202 });
});

test("a key reports for others, and says for whom", async () => {
  const { user_id: _, ...unnamed } = sample();
  const withKey = (event: object) =>
    fetch(`${edge.url}/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": edge.key },
      body: JSON.stringify(event),
    });
  expect((await withKey(sample({ user_id: "bob" }))).status).toBe(202);
  const refused = await withKey(unnamed);
  expect([refused.status, await refused.json()]).toMatchObject([400, { reason: "missing_field", pointer: "/user_id" }]);
});

test("the same subject in another organisation has a limit of its own", async () => {
  const limited = await startEdge({
    jwtVerifier: new JwtVerifier({ ...issuer, cooldownMs: 0 }),
    keyLimit: { perSecond: 1, burst: 1 },
  });
  try {
    const report = async (org_id: string) => {
      const token = await issuer.token({ sub: "ann", org_id });
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
      return (await fetch(`${limited.url}/v1/ingest`, { method: "POST", headers, body: JSON.stringify(sample()) }))
        .status;
    };
    expect([await report("acme"), await report("acme"), await report("globex")]).toEqual([202, 429, 202]);
  } finally {
    await limited.dispose();
  }
});

test("an issuer that cannot be asked is an outage: of the request, not of the edge", async () => {
  issuer.failWith(500);
  try {
    await issuer.rotate();
    const token = await issuer.token();
    const { status, code, headers } = await post(token, JSON.stringify(sample()));
    expect([status, code, headers.get("retry-after")]).toEqual([503, "identity_unavailable", "5"]);
    // The verdict is there before the body is: nobody listens for it yet, and a rejection would end the process.
    const slow = connect(edge.port, "127.0.0.1");
    slow.write(
      `POST /v1/ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    slow.write("}");
    const answer = await new Promise<Buffer>((resolve) => slow.once("data", resolve));
    slow.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 503 .*identity_unavailable/s);
  } finally {
    issuer.failWith(undefined);
  }
});

test("an edge that has never had the keys does not call one invented", async () => {
  let loaded = false;
  const keyRing = {
    authenticate: () => "credential_invalid" as const,
    size: 0,
    get loaded() {
      return loaded;
    },
    close: async () => {},
  };
  const starting = await startEdge({ keyRing });
  try {
    const send = () =>
      fetch(`${starting.url}/v1/ingest`, { method: "POST", headers: { "x-api-key": newApiKey() }, body: "{}" });
    const answer = await send();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    const ready = (await (await fetch(`${starting.url}/health/ready`)).json()) as { dependencies: object };
    expect(ready.dependencies).toMatchObject({ keys: "down" });
    loaded = true;
    expect((await send()).status).toBe(401);
  } finally {
    await starting.dispose();
  }
});
