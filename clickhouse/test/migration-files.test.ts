import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { footprintViews } from "../src/footprint-views.js";
import { readMigrations } from "../src/index.js";

/** By version: the checksum under which stores have recorded a migration, in the format of sha256sum. */
const released = new Map(
  readFileSync(new URL("../migrations.sha256", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => /^([0-9a-f]{64}) {2}(\d{4})_[a-z0-9_]+\.up\.sql$/.exec(line) ?? [line])
    .map(([, checksum, version]) => [Number(version), checksum]),
);
const replaced = new Set(footprintViews.flatMap(({ replaces }) => replaces));

test("a migration keeps the text with which stores have applied it, comments included", () => {
  // Another text, and every store that has applied the migration refuses to start. A new migration adds a line.
  expect(Object.fromEntries(readMigrations().map(({ version, checksum }) => [version, checksum]))).toEqual(
    Object.fromEntries([...released].filter(([version]) => !replaced.has(version))),
  );
});

test("views replace released migrations alone", () => {
  expect([...replaced].filter((version) => !released.has(version))).toEqual([]);
});
