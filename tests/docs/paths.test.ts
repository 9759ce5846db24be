import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folders = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Paths that a page names, from the repository's root: `folder/…` in backticks. */
function pathsIn(page: string): string[] {
  const named = [...page.matchAll(/`([\w.-]+\/[\w./-]+)`/g)].map(([, path = ""]) => path);
  return [...new Set(named)].filter((path) => folders.includes(path.split("/")[0] as string));
}

test.each(["CONTRIBUTING.md", "ARCHITECTURE.md", "README.md"])("every path that %s names is there", (name) => {
  const paths = pathsIn(readFileSync(join(root, name), "utf8"));
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the walk through the tree names what it should", () => {
  const paths = pathsIn(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
  expect(paths).toEqual(expect.arrayContaining(["query/src/usage/dimensions.ts", "query/src/identity/roles.ts"]));
});
