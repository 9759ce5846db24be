import { mayFail } from "@ecomind/platform";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JwtVerifier, type JwtVerifierOptions } from "../src/index.js";
import { startTestIssuer, type TestIssuer } from "../src/testing.js";

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await startTestIssuer();
});
afterEach(() => issuer.stop());

const verifier = (options: Partial<JwtVerifierOptions> = {}) => new JwtVerifier({ ...issuer, ...options });
const seconds = () => Math.floor(Date.now() / 1000);

test("a good token speaks for its subject, organisation and roles", async () => {
  const token = await issuer.token({ sub: "ada", org_id: "acme", roles: ["analyst", "billing"] });
  expect(await verifier().verify(token)).toEqual({
    orgId: "acme",
    kind: "jwt",
    id: "ada",
    scopes: new Set(["read"]),
    roles: new Set(["analyst", "billing"]),
  });
});

test("several keys are active at once; a new one is taken up without a restart, a withdrawn one is refused", async () => {
  const jwt = verifier({ cooldownMs: 0 });
  const old = await issuer.token();
  expect(await jwt.verify(old)).toMatchObject({ orgId: "acme" });
  await issuer.rotate({ algorithm: "RS256" });
  expect(await jwt.verify(await issuer.token())).toMatchObject({ orgId: "acme" });
  expect(await jwt.verify(old)).toMatchObject({ orgId: "acme" });
  await issuer.rotate({ algorithm: "Ed25519", only: true });
  expect(await jwt.verify(await issuer.token())).toMatchObject({ orgId: "acme" });
  expect(await jwt.verify(old)).toBe("credential_invalid");
});

test("tokens of unknown keys do not make the service ask the issuer again and again", async () => {
  const jwt = verifier();
  await jwt.verify(await issuer.token());
  expect(issuer.fetches).toBe(1);
  for (let index = 0; index < 20; index += 1)
    expect(await jwt.verify(await issuer.token({}, { unpublished: true }))).toBe("credential_invalid");
  expect(issuer.fetches).toBe(1);
});

test("clocks may differ by the tolerance and no more", async () => {
  const jwt = verifier({ clockToleranceSeconds: 30 });
  expect(await jwt.verify(await issuer.token({ exp: seconds() - 20 }))).toMatchObject({ orgId: "acme" });
  expect(await jwt.verify(await issuer.token({ exp: seconds() - 40 }))).toBe("credential_expired");
  expect(await jwt.verify(await issuer.token({ nbf: seconds() + 20 }))).toMatchObject({ orgId: "acme" });
  expect(await jwt.verify(await issuer.token({ nbf: seconds() + 40 }))).toBe("credential_invalid");
});

test("algorithms are pinned, whatever the issuer publishes", async () => {
  await issuer.rotate({ algorithm: "PS256" });
  expect(await verifier().verify(await issuer.token())).toBe("credential_invalid");
  expect(await verifier({ algorithms: ["PS256"] }).verify(await issuer.token())).toMatchObject({ orgId: "acme" });
});

test.each([
  ["another audience", { aud: "else" }],
  ["another issuer", { iss: "https://else.example" }],
  ["no expiry", { exp: undefined }],
  ["no subject", { sub: undefined }],
  ["an empty subject", { sub: "" }],
  ["a subject that is no text", { sub: "ada\ud83d" }],
  ["a subject that is a number", { sub: 7 }],
  ["a subject that is null", { sub: null }],
  ["a subject that is a list", { sub: ["ada"] }],
  ["a subject that ends a line", { sub: "ada\n" }],
  ["a subject longer than one may be", { sub: "x".repeat(256) }],
  ["a list of organisations", { org_id: ["acme"] }],
  ["roles of which one is no text", { roles: ["owner", 7] }],
  ["a nonce that is no text", { nonce: 7 }],
  ["a client that is no text", { azp: {} }],
  ["times that are no numbers", { exp: "tomorrow" }],
  ["no organisation", { org_id: undefined }],
  ["an empty organisation", { org_id: "" }],
  ["an organisation that is no text", { org_id: 7 }],
  ["an organisation whose id is longer than one may be", { org_id: "x".repeat(65) }],
  ["an organisation whose id has a blank", { org_id: "Acme Works" }],
  ["an organisation whose id ends a line", { org_id: "acme\n" }],
  ["an organisation whose id is not ASCII", { org_id: "Ärzte" }],
  ["no roles", { roles: undefined }],
  ["roles that are no list", { roles: "owner" }],
])("a token with %s is invalid, which no key need be asked for", async (_, claims) => {
  const token = await issuer.token(claims);
  expect(await verifier().verify(token)).toBe("credential_invalid");
  expect(verifier().couldBeRight(token)).toBe(false);
});

test("what a token says itself decides what may be right, its signature does not", async () => {
  const jwt = verifier();
  for (const claims of [{}, { exp: 1 }, { aud: ["another", issuer.audience] }, { roles: [] }])
    expect(jwt.couldBeRight(await issuer.token(claims, { unpublished: true }))).toBe(true);
  for (const text of ["", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."]) expect(jwt.couldBeRight(text)).toBe(false);
  await issuer.rotate({ algorithm: "PS256" });
  expect(jwt.couldBeRight(await issuer.token())).toBe(false);
  expect(issuer.fetches).toBe(0);
});

test.each(["", "x", "a.b.c", "..", `${"x".repeat(100_000)}`])("text that is no token is invalid", async (text) => {
  expect(await verifier().verify(text)).toBe("credential_invalid");
});

test("an issuer that does not answer is no fault of the token", async () => {
  const token = await issuer.token();
  for (const status of [500, 404]) {
    issuer.failWith(status);
    await expect(verifier().verify(token)).rejects.toThrow();
  }
  issuer.failWith(undefined);
  const jwt = verifier();
  expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  await issuer.stop();
  expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  await expect(verifier().verify(token)).rejects.toThrow();
});

test("while the issuer is away, keys that were read hold for a day; then no token can be judged", async () => {
  const jwt = verifier({ freshMs: 0, cooldownMs: 0 });
  const forgetful = verifier({ freshMs: 0, cooldownMs: 0, keptMs: 0 });
  const token = await issuer.token();
  for (const one of [jwt, forgetful]) expect(await one.verify(token)).toMatchObject({ orgId: "acme" });
  issuer.failWith(503);
  const { fetches } = issuer;
  expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  expect(issuer.fetches).toBe(fetches + 1);
  await expect(jwt.verify(await issuer.token({}, { unpublished: true }))).rejects.toThrow();
  await expect(forgetful.verify(token)).rejects.toThrow();
});

test("an issuer that is away is asked once in a while", async () => {
  const jwt = verifier({ freshMs: 0 });
  const token = await issuer.token();
  await jwt.verify(token);
  issuer.failWith(503);
  for (let index = 0; index < 20; index += 1) expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  expect(issuer.fetches).toBe(2);
});

test("an outage does not let tokens of unknown keys ask the issuer again and again", async () => {
  const cooldownMs = 1_000;
  const jwt = verifier({ cooldownMs });
  const token = await issuer.token();
  await jwt.verify(token);
  const { fetches } = issuer;
  await new Promise((resolve) => setTimeout(resolve, cooldownMs + 100));
  issuer.failWith(503);
  for (let index = 0; index < 20; index += 1)
    await expect(jwt.verify(await issuer.token({}, { unpublished: true }))).rejects.toThrow();
  expect(issuer.fetches - fetches).toBeLessThan(5);
  expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  issuer.failWith(undefined);
  await issuer.rotate();
  const next = await issuer.token();
  await expect
    .poll(() => jwt.verify(next).catch(mayFail("the keys cannot be had yet")), { timeout: 10_000 })
    .toMatchObject({ orgId: "acme" });
});

test("while no key was ever read, the issuer is asked once a second", async () => {
  const jwt = verifier();
  issuer.failWith(503);
  for (let index = 0; index < 20; index += 1) await expect(jwt.verify(await issuer.token())).rejects.toThrow();
  expect(issuer.fetches).toBeLessThan(5);
  issuer.failWith(undefined);
  const token = await issuer.token();
  await expect
    .poll(() => jwt.verify(token).catch(mayFail("the keys cannot be had yet")), { timeout: 10_000 })
    .toMatchObject({ orgId: "acme" });
});

test("old keys are asked for again: a withdrawn one is refused, though its kid was known", async () => {
  const jwt = verifier({ freshMs: 0, cooldownMs: 0 });
  const token = await issuer.token();
  expect(await jwt.verify(token)).toMatchObject({ orgId: "acme" });
  await issuer.rotate({ only: true });
  expect(await jwt.verify(token)).toBe("credential_invalid");
});

test("what is remembered of a token ends with it", async () => {
  const jwt = verifier();
  const token = await issuer.token({ exp: seconds() + 2 });
  expect(jwt.remembered(token)).toBeUndefined();
  await jwt.verify(token);
  expect(jwt.remembered(token)).toMatchObject({ orgId: "acme" });
  expect(jwt.remembered(token, Date.now() + 2100)).toBeUndefined();
});
