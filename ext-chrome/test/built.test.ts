import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildExtension } from "../scripts/build.js";

const root = mkdtempSync(join(tmpdir(), "ecomind-build-"));
const [managed, store, again] = ["managed", "store", "again"].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

beforeAll(async () => {
  await Promise.all([
    buildExtension("managed", managed),
    buildExtension("store", store),
    buildExtension("store", again),
  ]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the worker has at most 30 kB, the content script at most 3 kB", () => {
  for (const folder of [managed, store]) {
    expect(statSync(join(folder, "worker.js")).size).toBeLessThanOrEqual(30_000);
    expect(statSync(join(folder, "content.js")).size).toBeLessThanOrEqual(3_000);
  }
});

test("both builds are of one source: they differ in their manifest alone", () => {
  expect(files(managed)).toEqual(files(store));
  for (const file of files(managed).filter((name) => name !== "manifest.json"))
    expect(readFileSync(join(managed, file)).equals(readFileSync(join(store, file))), file).toBe(true);
});

test("a build can be repeated byte by byte", () => {
  for (const file of files(store))
    expect(readFileSync(join(store, file)).equals(readFileSync(join(again, file))), file).toBe(true);
});

test("everything that the manifest and the pages name is there", () => {
  const manifest = JSON.parse(readFileSync(join(managed, "manifest.json"), "utf8"));
  const named = [
    manifest.background.service_worker,
    manifest.action.default_popup,
    manifest.options_ui.page,
    manifest.storage.managed_schema,
    ...Object.values(manifest.icons),
    ...manifest.content_scripts[0].js,
    "_locales/en/messages.json",
    "_locales/de/messages.json",
    "rule-packs.json",
  ];
  const pages = ["popup.html", "options.html"].flatMap((page) =>
    [...readFileSync(join(managed, page), "utf8").matchAll(/(?:href|src)="([^"]+)"/g)].map(([, name]) => name),
  );
  expect(files(managed)).toEqual(expect.arrayContaining([...named, ...pages]));
});

test("no code is made from text, and none is loaded from elsewhere", () => {
  for (const file of ["worker.js", "content.js", "popup.js", "options.js"]) {
    const source = readFileSync(join(managed, file), "utf8");
    expect(source, file).not.toMatch(/\beval\(|new Function\(|importScripts\(|import\("https?:/);
  }
});
