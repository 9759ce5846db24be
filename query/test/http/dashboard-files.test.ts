import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

const page = "<!doctype html><title>EcoMind</title>";
const script = "export const one = 1;\n".repeat(100);
const scriptName = "main-ABCD1234.js";
const dashboardsDir = mkdtempSync(join(tmpdir(), "ecomind-dashboards-"));
let api: QueryFixture;

beforeAll(async () => {
  writeFileSync(join(dashboardsDir, "index.html"), page);
  writeFileSync(join(dashboardsDir, scriptName), script);
  writeFileSync(join(dashboardsDir, `${scriptName}.br`), brotliCompressSync(script));
  api = await startQuery({ dashboardsDir });
});
afterAll(async () => {
  await api?.stop();
  rmSync(dashboardsDir, { recursive: true });
});

test.each(["/", "/models", `/${scriptName}`])("%s: a part, and what has not changed", async (path) => {
  const whole = await fetch(`${api.url}${path}`);
  expect(whole.status).toBe(200);
  expect(await whole.text()).toBe(path.endsWith(".js") ? script : page);
  const etag = whole.headers.get("etag") as string;
  expect((await fetch(`${api.url}${path}`, { headers: { "if-match": etag } })).status).toBe(200);
  const part = await fetch(`${api.url}${path}`, { headers: { range: "bytes=0-4", "accept-encoding": "identity" } });
  expect([part.status, (await part.text()).length]).toEqual([206, 5]);
});

test.each([
  "/",
  "/models",
  "/index.html",
  `/${scriptName}`,
])("%s: a part that is not there, and another version, are refused as such", async (path) => {
  for (const [headers, status, code] of [
    [{ range: "bytes=999999-" }, 416, "range_not_satisfiable"],
    [{ "if-match": '"x"' }, 412, "precondition_failed"],
    [{ "if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT" }, 412, "precondition_failed"],
  ] as const) {
    const answer = await fetch(`${api.url}${path}`, { headers: { ...headers, "accept-encoding": "br" } });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    // A refusal is no version of the file: neither packed like it nor to be kept like it.
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(answer.headers.get("last-modified")).toBeNull();
    expect(answer.headers.get("cache-control")).not.toMatch(/public|immutable/);
    if (status === 416) expect(answer.headers.get("content-range")).toMatch(/^bytes \*\/\d+$/);
  }
});
