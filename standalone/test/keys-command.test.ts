import { hostname } from "node:os";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { run } from "../src/cli.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
  vi.stubEnv("CLICKHOUSE_URL", api.engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "default");
  vi.stubEnv("ECOMIND_QUERY_URL", api.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.stop();
});

async function keys(...argv: string[]) {
  const [out, err]: string[][] = [[], []];
  const io = { out: (text: string) => void out?.push(text), err: (text: string) => void err?.push(text) };
  const status = await run(["keys", ...argv], io);
  return { status, out: out?.join("\n") ?? "", err: err?.join("\n") ?? "" };
}
const idOf = (key: string) => key.split("_")[1] as string;

test("the first key of an organisation, made past the API, is in the audit log", async () => {
  const { status, out } = await keys("first", "--org", "fresh");
  expect(status).toBe(0);
  await api.keysKnown();
  const { entries } = (await api.call("/v1/audit", { headers: { "x-api-key": out } })).body;
  expect(entries).toEqual([
    expect.objectContaining({
      actor: "ecomind keys first",
      actor_kind: "command",
      action: "createKey",
      target: idOf(out),
      outcome: "done",
      code: "",
      address: hostname(),
    }),
  ]);
  // One that was not made is not told.
  expect((await keys("first", "--org", "fresh")).status).toBe(1);
  expect(await api.rows("SELECT count() AS n FROM audit_log WHERE org_id = 'fresh' AND outcome = 'done'")).toEqual([
    { n: 1 },
  ]);
});

test("how long a new key lives is told, also of one that was rotated before", async () => {
  vi.stubEnv("ECOMIND_API_KEY", await api.key(["admin"]));
  const made = await keys("create", "--name", "browser");
  expect(made.err).toBe(`${idOf(made.out)} (browser; ingest; never expires). The key above is shown this once.`);
  for (const _ of ["lost", "asked again"])
    expect((await keys("rotate", idOf(made.out))).err).toContain("(browser; ingest; never expires)");
  const month = await keys("create", "--name", "browser", "--expires-in", "30");
  const until = /; until (\d{4}-\d\d-\d\dT[\d:.]+Z)\)/.exec(month.err)?.[1];
  expect(Date.parse(until ?? "") - Date.now()).toBeGreaterThan(29 * 86_400_000);
  for (const _ of ["lost", "asked again"])
    expect((await keys("rotate", idOf(month.out))).err).toContain(`; until ${until})`);
});
