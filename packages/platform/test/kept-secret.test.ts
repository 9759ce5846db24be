import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keptSecret } from "../src/index.js";

const dir = mkdtempSync(join(tmpdir(), "ecomind-secret-"));
afterAll(() => rmSync(dir, { recursive: true }));

test("a secret is made once, for its owner alone, and kept", () => {
  const file = join(dir, "new", "secret");
  const secret = keptSecret(file);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "new")).mode & 0o777).toBe(0o700);
  expect(keptSecret(file)).toBe(secret);
  expect(keptSecret(join(dir, "new", "other"))).not.toBe(secret);
  expect(readdirSync(join(dir, "new")).sort()).toEqual(["other", "secret"]);
});
