import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rejectReasons, warningReasons } from "@ecomind/contract";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { ingestDocument } from "../src/openapi.js";
import { problemTable } from "../src/problems.js";

const page = readFileSync(fileURLToPath(new URL("../../docs/api/ingest-problems.md", import.meta.url)), "utf8");
const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, code, cells = ""]) => [
  code,
  ...cells.split(" | "),
]);

test("the page of problems has each of the edge's, with its status and title, and no other", () => {
  const told = rows.filter(([, status]) => /^\d{3}$/.test(status as string)).map((row) => row.slice(0, 3));
  expect(told).toEqual(Object.entries(problemTable).map(([code, { status, title }]) => [code, String(status), title]));
});

test("the page of problems has each reject reason, and no other", () => {
  const told = rows.filter(([, retryable]) => /^(yes|no)$/.test(retryable as string));
  expect(told).toEqual(
    Object.entries(rejectReasons).map(([reason, { detail, retryable }]) => [reason, retryable ? "yes" : "no", detail]),
  );
});

test("the page of problems has each warning, and no other", () => {
  const told = rows.filter(([code]) => Object.hasOwn(warningReasons, code as string));
  expect(told).toEqual(Object.entries(warningReasons));
});

test("the edge's OpenAPI document is valid and current; npm run contract writes it", async () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8"));
  const document = ingestDocument(read("packages/contract/schema/event.v2.schema.json"));
  expect(read("docs/api/ingest.openapi.json")).toEqual(JSON.parse(JSON.stringify(document)));
  expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
});
