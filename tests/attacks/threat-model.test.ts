import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { documentedTries } from "./documented-tries.js";

test("every test of this folder has a row in the threat model, and every row a test", () => {
  const files = readdirSync(fileURLToPath(new URL(".", import.meta.url)))
    .filter((name) => /\.(test|slow)\.ts$/.test(name) && name !== "threat-model.test.ts")
    .sort();
  const rows = documentedTries().map(({ file }) => file);
  expect([...rows].sort()).toEqual(files);
});
