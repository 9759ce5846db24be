import { randomUUID } from "node:crypto";
import { type ClickHouseClient, remainsOf } from "@ecomind/clickhouse";
import { startTestStore } from "@ecomind/clickhouse/test-store";
import { createLogger } from "@ecomind/platform";
import { afterAll, expect, test } from "vitest";
import { erasure, historyCheck, type Job, lateErasure, retention } from "../src/index.js";

const logger = createLogger({ service: "jobs", level: "silent" });
const dayMs = 86_400_000;

const { client, insert, rows, stop } = await startTestStore();
afterAll(stop);

/** The store, which refuses every statement that changes something of one organisation. */
const refusing = (org: string): ClickHouseClient =>
  new Proxy(client, {
    get: (target, name: keyof ClickHouseClient) => {
      const member = (target[name] as (...args: unknown[]) => unknown).bind(target);
      if (name !== "command") return member;
      return async (parameters: Parameters<ClickHouseClient["command"]>[0]) => {
        if (parameters.query_params?.org === org) throw new Error("a disk is full");
        return await member(parameters);
      };
    },
  });
/** What a job says where the store refuses `a-broken`; each has it before `b-whole`. */
const runRefused = (job: Job) => job.run({ client: refusing("a-broken"), logger, mayGoOn: () => true });
const orgs = ["a-broken", "b-whole"];
const numbersOf = async (query: string): Promise<number[]> => {
  const found = await rows<{ org_id: string; n: number }>(query);
  const numbers = new Map(found.map(({ org_id, n }) => [org_id, Number(n)]));
  return orgs.map((org) => numbers.get(org) ?? 0);
};
const event = (org_id: string, daysAgo: number) => ({
  org_id,
  ts: `${new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10)} 12:00:00`,
  id: randomUUID(),
  user_id: "eve",
  provider: "openai",
  model: "gpt-4o",
  tokens_basis: "reported",
  tokens_in: 1000,
});
const askErasure = (org_id: string, state: string, second: number) =>
  insert("erasures", [
    { org_id, user_id: "eve", requested_by: "boss", state, requested_at: `2026-01-01 00:00:0${second}.000` },
  ]);
const named = async () => {
  const remains = await Promise.all(orgs.map((orgId) => remainsOf(client, { orgId, userId: "eve" })));
  return remains.map(({ events }) => events);
};

test("a history that cannot be computed again keeps none of the others as it is", async () => {
  await insert(
    "events",
    orgs.flatMap((org) => [event(org, 50), event(org, 45)]),
  );
  await expect(runRefused(historyCheck)).rejects.toThrow(/a-broken: a disk is full/);
  const histories = "SELECT org_id, sum(requests) AS n FROM usage_history FINAL GROUP BY org_id";
  expect(await numbersOf(histories)).toEqual([0, 2]);
}, 120_000);

test("an organisation whose events cannot be deleted keeps none of the others' from expiring", async () => {
  await insert(
    "org_settings",
    orgs.map((org_id) => ({ org_id, raw_retention_days: 40, rollup_retention_days: null, minimum_group_size: 5 })),
  );
  await expect(runRefused(retention)).rejects.toThrow(/a-broken: a disk is full/);
  expect(await numbersOf("SELECT org_id, count() AS n FROM events GROUP BY org_id")).toEqual([2, 0]);
}, 120_000);

test("a person who cannot be erased keeps no one else's name; the failure tells no name", async () => {
  await insert(
    "events",
    orgs.map((org) => event(org, 1)),
  );
  for (const [second, org] of orgs.entries()) await askErasure(org, "requested", second);
  const failed = await runRefused(erasure(0)).catch((error: unknown) => String(error));
  expect(failed).toMatch(/a-broken: a disk is full/);
  expect(failed).not.toContain("eve");
  expect(await named()).toEqual([3, 0]);
}, 120_000);

test("nor where they are named again", async () => {
  for (const [second, org] of orgs.entries()) await askErasure(org, "done", second);
  await insert("events", [event("b-whole", 1)]);
  await expect(runRefused(lateErasure())).rejects.toThrow(/a-broken: a disk is full/);
  expect(await named()).toEqual([3, 0]);
}, 120_000);
