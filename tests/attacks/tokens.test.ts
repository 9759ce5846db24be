import { request } from "node:http";
import { JwtVerifier } from "@ecomind/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "../../ingest/test/fixture.js";
import { type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { triesOf } from "./documented-tries.js";
import { type ForgingIssuer, startForgingIssuer } from "./forging-issuer.js";
import { rightToken, type TokenTry, tokenTries } from "./token-tries.js";

let issuer: ForgingIssuer;
let edge: EdgeFixture;
let api: QueryFixture;
let tries: readonly TokenTry[];

beforeAll(async () => {
  issuer = await startForgingIssuer();
  const verifier = () => new JwtVerifier({ ...issuer, cooldownMs: 0 });
  [edge, api] = await Promise.all([
    startEdge({ jwtVerifier: verifier() }),
    startQuery({ jwtVerifier: verifier(), rateLimit: { perSecond: 0, burst: 0 } }),
  ]);
  tries = tokenTries(issuer);
}, 180_000);
afterAll(async () => {
  await edge?.dispose();
  await api?.stop();
  await issuer?.stop();
});

const places = {
  "the edge": (headers: Readonly<Record<string, string | readonly string[]>>) =>
    send(`${edge.url}/v1/ingest`, "POST", headers, JSON.stringify(sample())),
  "the query service": (headers: Readonly<Record<string, string | readonly string[]>>) =>
    send(`${api.url}/v1/me`, "GET", headers, ""),
};

/** By Node's own client: `fetch` joins header lines of one name, and refuses some values. */
const send = (url: string, method: string, headers: object, body: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers: { "content-type": "application/json", "content-length": String(body.length), ...headers } },
      async (answer) => resolve({ status: answer.statusCode ?? 0, text: (await answer.toArray()).join("") }),
    );
    outgoing.once("error", reject).end(body);
  });

test.each(Object.entries(places))(
  "%s takes no token that the issuer has not signed as it should be",
  async (place, ask) => {
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect((await ask(bearer(rightToken(issuer)))).status).toBeLessThan(300);
    const before = (await edge.stored()).length;
    let taken = 0;
    for (const { name, token, outcome } of tries) {
      const { status, text } = await ask(bearer(token));
      if (outcome === "refused") expect([401, 431], `${place}, ${name}: ${text}`).toContain(status);
      else expect(status, `${place}, ${name}: ${text}`).toBeLessThan(300);
      if (status < 300) taken += 1;
    }
    expect(issuer.attackerAsked()).toBe(0);
    expect((await edge.stored()).length - before).toBe(place === "the edge" ? taken : 0);
    for (const { key } of await edge.stored()) expect(Buffer.from(key).toString()).toMatch(/^acme\//);
  },
  120_000,
);

test.each(Object.entries(places))("%s looks for a token in its header alone, and takes one of one", async (_, ask) => {
  const right = rightToken(issuer);
  const wrong = tries.find(({ name }) => name === "a signature of zeroes")?.token ?? "";
  for (const headers of [
    {},
    { cookie: `token=${right}; access_token=${right}; authorization=Bearer ${right}` },
    { "x-access-token": right, "proxy-authorization": `Bearer ${right}` },
    { authorization: right },
    { authorization: `Token ${right}` },
    { authorization: `Basic ${right}` },
    { authorization: `Bearer${right}` },
    { authorization: `Bearer ${right}, Bearer ${right}` },
    { authorization: `Bearer ${right} ${right}` },
    { "x-api-key": right },
    { "x-api-key": "eco_x", authorization: `Bearer ${right}` },
    { authorization: [`Bearer ${wrong}`, `Bearer ${right}`] },
  ]) {
    const { status, text } = await ask(headers as Record<string, string>);
    expect([400, 401], `${Object.keys(headers)}: ${text}`).toContain(status);
  }
});

test("the threat model says how many tokens are tried", () => {
  expect(new Set(tries.map(({ name }) => name)).size).toBe(tries.length);
  expect(tries.length * 2).toBe(triesOf("tokens.test.ts"));
});
