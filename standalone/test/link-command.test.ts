import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { ownerToken, startQuery } from "../../query/test/fixture.js";
import { run } from "../src/cli.js";
import { ensureCredentials } from "../src/credentials.js";

afterEach(() => vi.unstubAllEnvs());

async function link(...argv: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
  return { status: await run(["link", ...argv], io), out: out.join("\n"), err: err.join("\n") };
}

function dataFolder() {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-link-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const urls = { ECOMIND_URL: "http://127.0.0.1:1", ECOMIND_QUERY_URL: "http://127.0.0.1:2" };
  return { dir, made: ensureCredentials(dir, { ...urls, CLICKHOUSE_URL: "http://127.0.0.1:3" }, () => "eco_key") };
}

test("a link of a data folder leads to its query service, and does not hold the owner token", async () => {
  const { dir, made } = dataFolder();
  const first = await link("--data", dir);
  expect([first.status, first.out]).toEqual([
    0,
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:2\/login\?token=[\w.-]+$/),
  ]);
  expect(first.err).toMatch(/once, until \d{4}-\d\d-\d\dT/);
  expect(first.out).not.toContain(made.ECOMIND_OWNER_TOKEN);
  expect((await link("--data", dir)).out).not.toBe(first.out);
  const json = JSON.parse((await link("--data", dir, "--json", "--url", "https://eco.example/")).out);
  expect(json.url).toMatch(/^https:\/\/eco\.example\/login\?token=/);
  const minutes = (Date.parse(json.expires_at) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(58);
  expect(minutes).toBeLessThanOrEqual(60);
});

test("a link of a service elsewhere is made of its owner token, and signs in there", async () => {
  const api = await startQuery();
  onTestFinished(() => api.stop());
  vi.stubEnv("OWNER_TOKEN", ownerToken);
  vi.stubEnv("PUBLIC_URL", api.url);
  const { out } = await link();
  const answer = await fetch(out, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
});

test("called wrongly, it says how it is called", async () => {
  expect(await link("--data", "/nowhere")).toMatchObject({ status: 2, err: expect.stringContaining("--data") });
  vi.stubEnv("OWNER_TOKEN", ownerToken);
  expect(await link()).toMatchObject({ status: 2, err: expect.stringContaining("--url") });
  expect(await link("--help")).toMatchObject({ status: 0, out: expect.stringContaining("Usage: ecomind link") });
});
