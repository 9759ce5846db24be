import { expect, test } from "vitest";
import { type Caller, CredentialLimits } from "../src/index.js";

const caller = (orgId: string, id: string, kind = "jwt"): Caller => ({ orgId, kind, id });
const second = { perSecond: 1, burst: 10 };

test("the same id in another organisation, or of another kind, has its own limit", () => {
  const limits = new CredentialLimits({ credential: second, org: { perSecond: 100, burst: 1_000 } });
  expect(limits.take(caller("acme", "ann"), 10, 0).verdict.allowed).toBe(true);
  expect(limits.take(caller("acme", "ann"), 1, 0).verdict.allowed).toBe(false);
  expect(limits.take(caller("globex", "ann"), 10, 0).verdict.allowed).toBe(true);
  expect(limits.take(caller("acme", "ann", "api-key"), 10, 0).verdict.allowed).toBe(true);
});

test("credentials of an organisation share its limit, and what it refuses is given back to them", () => {
  const limits = new CredentialLimits({ credential: second, org: { perSecond: 1, burst: 15 }, name: "key" });
  expect(limits.take(caller("acme", "ann"), 10, 0).headers.ratelimit).toMatch(/^"key";r=0/);
  const refused = limits.take(caller("acme", "bob"), 8, 0);
  expect([refused.verdict.allowed, refused.headers["ratelimit-policy"]]).toEqual([false, '"org";q=15;w=15']);
  expect(limits.take(caller("globex", "bob"), 8, 0).verdict.allowed).toBe(true);
  expect(limits.take(caller("acme", "bob"), 5, 0).verdict.remaining).toBe(0);
});
