import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../src");

/** Folders from the ground up: each may import those before it, and itself. */
const folders = ["theme", "files", "view", "api", "figures", "charts", "i18n", "elements", "pages", "shell"];

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const importsOf = (file: string): string[] =>
  [...readFileSync(join(source, file), "utf8").matchAll(/(?:from|import|import\()\s*"(\.[^"]+)\.js"/g)].map(
    ([, path = ""]) => `${normalize(join(dirname(file), path))}.ts`,
  );
const imports = new Map(files.map((file) => [file, importsOf(file)]));
const folderOf = (file: string): string => file.split("/")[0] ?? "";

test("folders build on one another in one direction", () => {
  expect([...new Set(files.map(folderOf))].sort()).toEqual([...folders].sort());
  const upward = [...imports].flatMap(([file, others]) =>
    others
      .filter((other) => folders.indexOf(folderOf(other)) > folders.indexOf(folderOf(file)))
      .map((other) => `${file} imports ${other}`),
  );
  expect(upward).toEqual([]);
});

test("no file imports itself by way of others", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" > "));
    else if (!done.has(file)) for (const other of imports.get(file) ?? []) follow(other, [...path, file]);
    done.add(file);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});

test("what fetches and computes knows no page: neither the document nor an element", () => {
  const domFree = files.filter((file) => ["view", "api", "figures", "charts"].includes(folderOf(file)));
  expect(domFree.length).toBeGreaterThan(20);
  const touching = domFree.filter((file) =>
    /from "lit|\bdocument\.|\bwindow\.|\blocalStorage\b/.test(readFileSync(join(source, file), "utf8")),
  );
  expect(touching).toEqual([]);
});
