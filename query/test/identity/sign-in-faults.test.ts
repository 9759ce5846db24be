import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLogger } from "@ecomind/platform";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OidcLogin } from "../../src/identity/oidc/login.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let lines: Record<string, unknown>[] = [];
/** What the address of the issuer answers. */
let configuration: object = {};
const site = createServer((_, response) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(configuration)),
);

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(site.address() as AddressInfo).port}/realms/mistyped`;
  const logger = createLogger({
    service: "query",
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  const oidc = new OidcLogin({
    issuer,
    clientId: "ecomind",
    publicUrl: "http://ecomind.test",
    sessionSecrets: ["a secret of the sessions, which is long enough"],
    members: { roleOf: async () => undefined },
    ended: { end: async () => undefined, has: async () => false },
  });
  api = await startQuery({ oidc, logger });
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  await api.stop();
  site.close();
});

const begin = () => fetch(`${api.url}/login/oidc`, { redirect: "manual" });
const failures = () => lines.filter(({ msg }) => msg === "a request failed");

test("an issuer that is not the one which is asked leaves a line with the cause, and few of many", async () => {
  configuration = { issuer: "http://127.0.0.1/realms/other", authorization_endpoint: "x", token_endpoint: "x" };
  for (let index = 0; index < 40; index += 1) {
    const answer = await begin();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  }
  expect(failures().length).toBeGreaterThan(0);
  expect(failures().length).toBeLessThan(30);
  expect(failures()[0]).toMatchObject({
    level: "error",
    code: "identity_unavailable",
    route: "GET /login/oidc",
    err: { message: expect.stringContaining("issuer") },
  });
});

test("a sign-in that is refused is in the log with its reason, and without its values", async () => {
  const answer = await fetch(`${api.url}/login/callback?code=the-code&state=the-state`, { redirect: "manual" });
  expect(answer.status).toBe(401);
  const [line] = lines.filter(({ msg }) => msg === "a sign-in failed");
  expect(line).toMatchObject({ by: "provider", code: "credential_invalid" });
  expect(JSON.stringify(lines)).not.toMatch(/the-code|the-state/);
  expect(failures()).toEqual([]);
});
