import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "stream/src");

test("every runbook that the stream's log lines name is there", () => {
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("");
  const named = new Set(text.match(/docs\/runbooks\/[a-z-]+\.md/g));
  expect([...named].sort()).toEqual([
    "docs/runbooks/dead-letters.md",
    "docs/runbooks/partition-halted.md",
    "docs/runbooks/store-away.md",
  ]);
  for (const page of named) expect(existsSync(join(root, page)), page).toBe(true);
});
