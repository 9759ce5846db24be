import { expect, test } from "vitest";
import { MemoryKeyRing, newApiKey, parseApiKey, type Scope, type StoredKey, secretDigest } from "../src/index.js";

const stored = (key: string, fields: Partial<StoredKey> = {}): StoredKey => {
  const { keyId, secret } = parseApiKey(key) as { keyId: string; secret: string };
  const scopes: Scope[] = ["read"];
  return {
    keyId,
    orgId: "acme",
    secretSha256: secretDigest(secret),
    scopes,
    expiresAtMs: null,
    revokedAtMs: null,
    ...fields,
  };
};

test("new keys have the form of keys, and no two are alike", () => {
  const keys = Array.from({ length: 2000 }, () => newApiKey());
  expect(keys.every((key) => parseApiKey(key) !== undefined)).toBe(true);
  expect(new Set(keys.map((key) => parseApiKey(key)?.keyId)).size).toBe(keys.length);
  expect(new Set(keys.map((key) => parseApiKey(key)?.secret)).size).toBe(keys.length);
});

test.each([
  "",
  "eco_",
  "eco__",
  "eco_abc_def",
  `eco_${"a".repeat(12)}_${"G".repeat(64)}`,
  ` ${newApiKey()}`,
  `${newApiKey()}\n`,
])("%j is no key", (text) => {
  expect(parseApiKey(text)).toBeUndefined();
  expect(new MemoryKeyRing().authenticate(text)).toBe("credential_invalid");
});

test("a key speaks for its organisation with its scopes; a wrong secret or an unknown id for nobody", () => {
  const [key, other] = [newApiKey(), newApiKey()];
  const ring = new MemoryKeyRing();
  ring.replace([stored(key)]);
  expect(ring.authenticate(key)).toEqual({
    orgId: "acme",
    kind: "api-key",
    id: parseApiKey(key)?.keyId,
    scopes: new Set(["read"]),
    roles: new Set(),
  });
  expect(ring.authenticate(other)).toBe("credential_invalid");
  expect(ring.authenticate(`eco_${parseApiKey(key)?.keyId}_${parseApiKey(other)?.secret}`)).toBe("credential_invalid");
});

test("a key that was found right is refused as soon as it expires, is revoked or is gone", () => {
  const key = newApiKey();
  const ring = new MemoryKeyRing();
  ring.replace([stored(key, { expiresAtMs: 2000 })]);
  expect(ring.authenticate(key, 1999)).toMatchObject({ orgId: "acme" });
  expect(ring.authenticate(key, 2000)).toBe("credential_expired");
  ring.replace([stored(key, { revokedAtMs: 3000, expiresAtMs: 9000 })]);
  expect(ring.authenticate(key, 2999)).toMatchObject({ orgId: "acme" });
  expect(ring.authenticate(key, 3000)).toBe("credential_revoked");
  ring.replace([]);
  expect(ring.authenticate(key, 1000)).toBe("credential_invalid");
});

test("a stored digest that is none lets nobody in", () => {
  const key = newApiKey();
  const ring = new MemoryKeyRing();
  for (const secretSha256 of ["", "zz", "00"]) {
    ring.replace([stored(key, { secretSha256 })]);
    expect(ring.authenticate(key)).toBe("credential_invalid");
  }
});
