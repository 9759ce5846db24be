import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "../src/cli.js";

let engine: TestClickHouse;

beforeAll(async () => {
  engine = await startTestClickHouse();
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "ecomind");
  vi.stubEnv("CLICKHOUSE_DATABASE", "migrated");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await engine?.stop();
});

async function migrate(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const status = await run(["migrate", ...argv], { out: (text) => out?.push(text), err: (text) => err?.push(text) });
  return { status, out: out?.join("\n") ?? "", err: err?.join("\n") ?? "" };
}
const json = async (...argv: string[]) => JSON.parse((await migrate(...argv, "--json")).out);

test("up makes the database and applies everything once; status and verify agree", async () => {
  const { applied } = await json("up");
  expect(applied.length).toBeGreaterThan(10);
  expect(applied[0]).toBe("0001_events");
  expect(await migrate("up")).toMatchObject({ status: 0, out: "0 steps applied" });
  const { migrations } = await json("status");
  expect(migrations).toHaveLength(applied.length);
  expect(new Set(migrations.map(({ state }: { state: string }) => state))).toEqual(new Set(["applied"]));
  expect(await migrate("verify")).toMatchObject({ status: 0 });
}, 60_000);

test("down takes back as many as it is told, verify then tells what is missing, and up brings it back", async () => {
  const newest = (await json("status")).migrations.slice(-2).map(({ name }: { name: string }) => name);
  expect((await json("down", "--steps", "2")).reverted).toEqual([
    expect.stringContaining(newest[1]),
    expect.stringContaining(newest[0]),
  ]);
  const verify = await migrate("verify");
  expect(verify.status).toBe(1);
  for (const name of newest) expect(verify.out).toMatch(new RegExp(`_${name} is not applied`));
  expect((await migrate("status")).out).toContain(`${newest[1]}: pending`);
  expect((await json("up")).applied).toHaveLength(2);
  expect((await migrate("verify")).status).toBe(0);
}, 60_000);

test.each([
  [["down"], /--steps/],
  [["down", "--steps", "all"], /--steps/],
  [["up", "--steps", "1"], /--steps/],
  [["sideways"], /up, down, status or verify/],
  [["up", "--cluster", "a'b"], /--cluster/],
  [["up", "--data", "/nowhere"], /no store is known/],
])("%j is refused", async (argv, message) => {
  expect(await migrate(...argv)).toMatchObject({ status: 2, err: expect.stringMatching(message) });
});

test("a store that does not answer is told of, without its password", async () => {
  vi.stubEnv("CLICKHOUSE_URL", "http://127.0.0.1:9");
  vi.stubEnv("CLICKHOUSE_PASSWORD", "hush-hush");
  const { status, err } = await migrate("status");
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_PASSWORD", "");
  expect(status).toBe(1);
  expect(err).toMatch(/ECONNREFUSED/);
  expect(err).not.toContain("hush-hush");
});

test("its help names every action", async () => {
  const { status, out } = await migrate("--help");
  expect(status).toBe(0);
  for (const action of ["up", "down", "status", "verify"]) expect(out).toMatch(new RegExp(`^${action} `, "m"));
});
