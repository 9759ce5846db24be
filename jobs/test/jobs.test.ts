import { randomUUID } from "node:crypto";
import { type ClickHouseClient, createStoreClient, remainsOf } from "@ecomind/clickhouse";
import { startTestStore } from "@ecomind/clickhouse/test-store";
import { createLogger, createMetrics } from "@ecomind/platform";
import { afterAll, describe, expect, test, vi } from "vitest";
import {
  erasure,
  historyCheck,
  type Job,
  JobRunner,
  jobsMetrics,
  keyExpiry,
  Leadership,
  lateErasure,
  retention,
} from "../src/index.js";

const logger = createLogger({ service: "jobs", level: "silent" });
const dayMs = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
const asTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

const { client, insert, rows, stop } = await startTestStore();
afterAll(stop);

const run = (job: Job) => job.run({ client, logger, mayGoOn: () => true });
const numberOf = async (query: string): Promise<number> => Number((await rows<{ n: number }>(query))[0]?.n);

const event = (org_id: string, daysAgo: number, fields: object = {}) => ({
  org_id,
  ts: asTime(Date.now() - daysAgo * dayMs - 60_000),
  id: randomUUID(),
  user_id: "ada",
  provider: "openai",
  model: "gpt-4o",
  tokens_basis: "reported",
  tokens_in: 1000,
  tokens_out: 500,
  ...fields,
});

describe("one leader at a time", () => {
  const seeker = (owner: string, leaseMs: number) => new Leadership({ client, owner, leaseMs });

  test("of many that seek at once one leads, and it goes on leading", async () => {
    const seekers = Array.from({ length: 6 }, (_, index) => seeker(`together-${index}`, 20_000));
    const first = await Promise.all(seekers.map((one) => one.seek()));
    expect(first.filter(Boolean)).toHaveLength(1);
    const second = await Promise.all(seekers.map((one) => one.seek()));
    expect(second).toEqual(first);
    await seekers[first.indexOf(true)]?.resign();
    const others = seekers.filter((_, index) => !first[index]);
    expect((await Promise.all(others.map((one) => one.seek()))).filter(Boolean)).toHaveLength(1);
    for (const one of others) await one.resign();
  });

  test("a paused leader finds itself replaced, and never both are sure", async () => {
    const [first, second] = [seeker("paused", 8_000), seeker("heir", 8_000)];
    expect(await first.seek()).toBe(true);
    expect(await second.seek()).toBe(false);
    let both = false;
    for (const deadline = Date.now() + 30_000; !second.holds && Date.now() < deadline; ) {
      await second.seek();
      both ||= first.holds && second.holds;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(second.holds).toBe(true);
    expect(both).toBe(false);
    expect(await first.seek()).toBe(false);
    expect(await second.seek()).toBe(true);
    expect(second.fence).toBeGreaterThan(0);
    expect(first.fence).toBe(0);
    await second.resign();
  }, 60_000);

  test("a lease that has run out is not renewed while another takes over", async () => {
    const first = seeker("late", 10_000);
    expect(await first.seek()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    // Between the other's look at the lease and its takeover.
    const overtaken = new Proxy(client, {
      get: (target, name: keyof ClickHouseClient) => {
        if (name !== "command") return (target[name] as (...args: unknown[]) => unknown).bind(target);
        return async (parameters: Parameters<ClickHouseClient["command"]>[0]) => {
          await first.seek();
          return await target.command(parameters);
        };
      },
    });
    const second = new Leadership({ client: overtaken, owner: "heir of late", leaseMs: 10_000 });
    await second.seek();
    expect([first.holds, second.holds]).toEqual([true, false]);
    await first.resign();
  }, 60_000);

  test("without the store nobody stays leader", async () => {
    const away = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "test" });
    const lost = new Leadership({ client: away, owner: "lost", leaseMs: 1_000 });
    await expect(lost.seek()).rejects.toThrow();
    expect(lost.holds).toBe(false);
    await away.close();
  });
});

describe("erasure", () => {
  test("empties the name everywhere, is done only after it settled, and is resumed", async () => {
    await insert("events", [
      event("forget", 1, { user_id: "eve" }),
      event("forget", 2, { user_id: "eve" }),
      event("forget", 1),
    ]);
    await insert("erasures", [{ org_id: "forget", user_id: "eve", requested_by: "boss", state: "requested" }]);
    const state = async () =>
      (await rows<{ state: string }>("SELECT toString(state) AS state FROM erasures FINAL WHERE user_id = 'eve'"))[0]
        ?.state;
    expect(await run(erasure(3_600_000))).toEqual({ changed: 0 });
    expect(await state()).toBe("running");
    expect(await remainsOf(client, { orgId: "forget", userId: "eve" })).toMatchObject({ events: 0, usage_user_1h: 0 });
    // A batch that was under way.
    await insert("events", [event("forget", 1, { user_id: "eve" })]);
    expect(await run(erasure(0))).toEqual({ changed: 1 });
    expect(await state()).toBe("done");
    expect(await numberOf("SELECT count() AS n FROM events WHERE org_id = 'forget' AND user_id = ''")).toBe(3);
    expect(await numberOf("SELECT count() AS n FROM events WHERE org_id = 'forget' AND user_id = 'ada'")).toBe(1);
    expect(await numberOf("SELECT sum(requests) AS n FROM usage_15m WHERE org_id = 'forget'")).toBe(4);
    expect(await run(erasure(0))).toEqual({ changed: 0 });
    expect(await rows("SELECT requested_by FROM erasures FINAL WHERE user_id = 'eve'")).toEqual([
      { requested_by: "boss" },
    ]);
    const told = () =>
      rows("SELECT toString(action) AS action, target, actor FROM audit_log WHERE org_id = 'forget' ORDER BY at");
    const act = { action: "completeErasure", target: "eve", actor: "ecomind-jobs" };
    expect(await told()).toEqual([act]);
    // Killed before it was noted as done.
    await client.command({
      query: `INSERT INTO erasures (org_id, user_id, requested_by, state, requested_at)
        SELECT org_id, user_id, requested_by, 'running', requested_at FROM erasures FINAL WHERE org_id = 'forget'`,
    });
    expect(await run(erasure(0))).toEqual({ changed: 1 });
    expect(await told()).toEqual([act]);
    // Asked for once more.
    await insert("erasures", [{ org_id: "forget", user_id: "eve", requested_by: "boss", state: "requested" }]);
    expect(await run(erasure(0))).toEqual({ changed: 1 });
    expect(await told()).toEqual([act, act]);
  });

  test("who asked for it and is erased as well is not written back by the job", async () => {
    await insert("erasures", [
      { org_id: "both", user_id: "kim", requested_by: "kim", state: "requested" },
      { org_id: "both", user_id: "leo", requested_by: "kim", state: "requested" },
    ]);
    expect(await run(erasure(0))).toEqual({ changed: 2 });
    expect(
      await rows(
        "SELECT user_id, requested_by, toString(state) AS state FROM erasures FINAL WHERE org_id = 'both' ORDER BY user_id",
      ),
    ).toEqual([
      { user_id: "kim", requested_by: "", state: "done" },
      { user_id: "leo", requested_by: "", state: "done" },
    ]);
  });

  test("what names a person again after it was done is erased within the next days", async () => {
    await insert("erasures", [{ org_id: "again", user_id: "eve", requested_by: "boss", state: "done" }]);
    await insert("events", [event("again", 1, { user_id: "eve" }), event("again", 1)]);
    await insert("exports", [
      {
        org_id: "again",
        export_id: randomUUID(),
        requested_by: "eve",
        parameters: "{}",
        generated_at: asTime(Date.now()),
      },
    ]);
    expect(await run(lateErasure())).toEqual({ changed: 1 });
    const remains = await remainsOf(client, { orgId: "again", userId: "eve" });
    expect(Object.values(remains).filter((found) => found > 0)).toEqual([]);
    expect(await numberOf("SELECT count() AS n FROM events WHERE org_id = 'again'")).toBe(2);
    expect(await run(lateErasure())).toEqual({ changed: 0 });
  });

  test("a dead letter that comes after it is erased too; others' stay", async () => {
    const letter = (offset: number, org_id: string, user_id: string) => ({
      epoch: 9,
      topic: "events",
      partition: 0,
      offset,
      record_at: "2026-11-01 00:00:00.000",
      dead_at: new Date().toISOString().replace("T", " ").replace("Z", ""),
      org_id,
      reason: "unreadable",
      stage: "upcast",
      value: JSON.stringify({ user_id, model: 7 }),
    });
    await insert("erasures", [{ org_id: "letters", user_id: "a/b é", requested_by: "boss", state: "done" }]);
    expect(await run(lateErasure())).toEqual({ changed: 0 });
    await insert("dead_letters", [
      letter(1, "letters", "a/b é"),
      letter(2, "letters", "a/b"),
      letter(3, "elsewhere", "a/b é"),
    ]);
    expect(await run(lateErasure())).toEqual({ changed: 1 });
    expect(await rows("SELECT value FROM dead_letters WHERE epoch = 9 ORDER BY offset")).toEqual([
      { value: '{"user_id":"","model":7}' },
      { value: '{"user_id":"a/b","model":7}' },
      { value: '{"user_id":"a/b é","model":7}' },
    ]);
    expect(await run(lateErasure())).toEqual({ changed: 0 });
  });
});

describe("key expiry", () => {
  test("ends what has expired, once, and says so in the audit log", async () => {
    const key = (key_id: string, expires_at: string | null, revoked_at: string | null = null) => ({
      key_id,
      org_id: "keys",
      name: key_id,
      secret_sha256: "00",
      scopes: ["read"],
      created_at: asTime(Date.now() - 90 * dayMs),
      expires_at,
      revoked_at,
      updated_at: asTime(Date.now() - 90 * dayMs),
    });
    const past = asTime(Date.now() - dayMs);
    await insert("api_keys", [
      key("old", past),
      key("young", asTime(Date.now() + dayMs)),
      key("ever", null),
      key("gone", past, past),
    ]);
    expect(await run(keyExpiry)).toEqual({ changed: 1 });
    expect(await run(keyExpiry)).toEqual({ changed: 0 });
    expect(
      await rows(
        "SELECT key_id, isNotNull(revoked_at) AS ended FROM api_keys_now WHERE org_id = 'keys' ORDER BY key_id",
      ),
    ).toEqual([
      { key_id: "ever", ended: 0 },
      { key_id: "gone", ended: 1 },
      { key_id: "old", ended: 1 },
      { key_id: "young", ended: 0 },
    ]);
    expect(await rows("SELECT action, target FROM audit_log WHERE org_id = 'keys'")).toEqual([
      { action: "expireKey", target: "old" },
    ]);
  });

  test("killed between what it writes, it is finished by the next run: each key has ended, and is told once", async () => {
    const past = asTime(Date.now() - dayMs);
    const key = (key_id: string) => ({
      key_id,
      org_id: "halfway",
      name: key_id,
      secret_sha256: "00",
      scopes: ["read"],
      created_at: asTime(Date.now() - 90 * dayMs),
      expires_at: past,
      updated_at: asTime(Date.now() - 90 * dayMs),
    });
    await insert("api_keys", [key("one"), key("two")]);
    let inserts = 0;
    const killed = new Proxy(client, {
      get: (target, name: keyof ClickHouseClient) => {
        if (name !== "insert") return (target[name] as (...args: unknown[]) => unknown).bind(target);
        return async (parameters: Parameters<ClickHouseClient["insert"]>[0]) => {
          inserts += 1;
          if (inserts === 2) throw new Error("killed");
          return await target.insert(parameters);
        };
      },
    });
    await expect(keyExpiry.run({ client: killed, logger, mayGoOn: () => true })).rejects.toThrow("killed");
    await run(keyExpiry);
    expect(await run(keyExpiry)).toEqual({ changed: 0 });
    expect(await rows("SELECT key_id FROM api_keys_now WHERE org_id = 'halfway' AND revoked_at IS NULL")).toEqual([]);
    expect(
      await rows(
        "SELECT toString(action) AS action, target FROM audit_log WHERE org_id = 'halfway' ORDER BY action, target",
      ),
    ).toEqual([
      { action: "expireKey", target: "one" },
      { action: "expireKey", target: "two" },
    ]);
  });
});

describe("retention and the history check", () => {
  const count = (table: string, org: string) => numberOf(`SELECT count() AS n FROM ${table} WHERE org_id = '${org}'`);
  const historyOf = (org: string) =>
    numberOf(`SELECT sum(requests) AS n FROM usage_history FINAL WHERE org_id = '${org}'`);

  test("events go by whole days, after the history has them; it keeps the sums; others' stay", async () => {
    const days = Array.from({ length: 120 }, (_, day) => day);
    await insert("events", [...days.map((day) => event("short", day)), ...days.map((day) => event("long", day))]);
    await insert("org_settings", [
      { org_id: "short", raw_retention_days: 40, rollup_retention_days: 100, minimum_group_size: 5 },
      { org_id: "long", raw_retention_days: null, rollup_retention_days: null, minimum_group_size: 5 },
    ]);
    expect(await run(retention)).toEqual({ changed: 1 });
    expect(
      await numberOf(
        "SELECT count() AS n FROM events WHERE org_id = 'short' AND ts < toStartOfDay(now('UTC')) - INTERVAL 40 DAY",
      ),
    ).toBe(0);
    const left = await count("events", "short");
    expect(left).toBeGreaterThanOrEqual(40);
    expect(left).toBeLessThanOrEqual(41);
    expect(await numberOf("SELECT sum(requests) AS n FROM usage_15m WHERE org_id = 'short'")).toBe(left);
    expect(await count("events", "long")).toBe(120);
    expect(
      await rows(
        "SELECT DISTINCT toString(action) AS action, target FROM audit_log WHERE org_id = 'short' ORDER BY action",
      ),
    ).toEqual([
      { action: "expireEvents", target: `${120 - left} from before ${dayBefore(40)}` },
      { action: "expireHistory", target: expect.stringMatching(`^\\d+ from before ${dayBefore(100)}$`) },
    ]);
    // All closed days of the last hundred, once the check has computed those that the hourly refresh does not look at.
    await run(historyCheck);
    expect(await historyOf("short")).toBeGreaterThanOrEqual(99);
    expect(
      await numberOf(
        "SELECT count() AS n FROM usage_history FINAL WHERE org_id = 'short' AND bucket < toStartOfDay(now('UTC')) - INTERVAL 100 DAY",
      ),
    ).toBe(0);
    expect(await run(retention)).toEqual({ changed: 0 });
  }, 60_000);

  test("the check mends a history that lacks days, and is quiet then", async () => {
    await insert("events", [event("checked", 50), event("checked", 60)]);
    expect(await run(historyCheck)).toMatchObject({
      changed: expect.any(Number),
      detail: expect.stringContaining("checked"),
    });
    expect(await historyOf("checked")).toBe(2);
    expect(await run(historyCheck)).toEqual({ changed: 0 });
  }, 60_000);

  test("events stay while a rollup differs from them", async () => {
    await insert("events", [event("faulty", 80), event("faulty", 1)]);
    await insert("org_settings", [
      { org_id: "faulty", raw_retention_days: 40, rollup_retention_days: null, minimum_group_size: 5 },
    ]);
    await client.command({ query: "ALTER TABLE events CLEAR PROJECTION usage_15m SETTINGS mutations_sync = 1" });
    await expect(run(retention)).rejects.toThrow(/faulty/);
    expect(await count("events", "faulty")).toBe(2);
    await expect(run(historyCheck)).rejects.toThrow(/months differ/);
    await client.command({ query: "ALTER TABLE events MATERIALIZE PROJECTION usage_15m SETTINGS mutations_sync = 1" });
    expect(await run(retention)).toEqual({ changed: 1 });
    expect(await count("events", "faulty")).toBe(1);
  }, 60_000);
});

describe("the runner", () => {
  test("waits twice as long after each failure, and never longer than from run to run", async () => {
    await client.command({ query: "TRUNCATE TABLE job_leaders" });
    vi.useFakeTimers({ toFake: ["Date"] });
    let calls = 0;
    const job: Job = {
      name: "broken",
      intervalMs: 150_000,
      run: async () => {
        calls += 1;
        throw new Error("still broken");
      },
    };
    const leadership = new Leadership({ client, owner: "alone", leaseMs: 30_000 });
    const metrics = jobsMetrics(createMetrics("alone"));
    const runner = new JobRunner({ client, logger, leadership, jobs: [job], metrics, tickMs: 20 });
    const letPass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);
    const staysAt = async (known: number) => {
      // Several looks at what is due.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(calls).toBe(known);
    };
    const comesTo = (known: number) => expect.poll(() => calls, { timeout: 10_000 }).toBe(known);
    try {
      runner.start();
      await comesTo(1);
      for (const [tooShort, runs] of [
        [55, 2],
        [115, 3],
        [145, 4],
      ] as const) {
        letPass(tooShort);
        await staysAt(runs - 1);
        letPass(6);
        await comesTo(runs);
      }
      // The clock is put back: not waited for until it is as late again.
      letPass(-3_600);
      await comesTo(5);
      letPass(100);
      await staysAt(5);
    } finally {
      vi.useRealTimers();
      await runner.stop();
    }
  }, 30_000);

  test("runs what is due, remembers it over processes, tries again what failed, and tells it", async () => {
    await client.command({ query: "TRUNCATE TABLE job_leaders" });
    const calls: string[] = [];
    let fails = true;
    const jobs: Job[] = [
      {
        name: "rare",
        intervalMs: 3_600_000,
        run: async () => {
          calls.push("rare");
          return { changed: 2, detail: "two" };
        },
      },
      {
        name: "flaky",
        intervalMs: 100,
        run: async () => {
          calls.push("flaky");
          if (fails) throw new Error("not yet");
          return { changed: 0 };
        },
      },
    ];
    const runners = ["one", "two"].map((owner) => {
      const registry = createMetrics(owner);
      const leadership = new Leadership({ client, owner, leaseMs: 5_000 });
      const runner = new JobRunner({ client, logger, leadership, jobs, metrics: jobsMetrics(registry), tickMs: 50 });
      return { runner, registry };
    });
    for (const { runner } of runners) runner.start();
    await expect.poll(() => calls.filter((name) => name === "flaky").length, { timeout: 10_000 }).toBeGreaterThan(1);
    fails = false;
    const leaders = async () =>
      (
        await Promise.all(
          runners.map(async ({ registry }) => /^jobs_leader(\{[^}]*\})? 1$/m.test(await registry.metrics())),
        )
      ).filter(Boolean).length;
    expect(await leaders()).toBe(1);
    expect(calls.filter((name) => name === "rare")).toHaveLength(1);
    expect(
      await rows(
        "SELECT toString(state) AS state, toFloat64(changed) AS changed, detail FROM job_runs FINAL WHERE job = 'rare'",
      ),
    ).toEqual([{ state: "done", changed: 2, detail: "two" }]);
    expect(
      await rows("SELECT DISTINCT toString(state) AS state, detail FROM job_runs FINAL WHERE job = 'flaky'"),
    ).toEqual([{ state: "failed", detail: "not yet" }]);
    // The leader goes: the other one takes over at once, and knows what was done.
    const metrics = await Promise.all(runners.map(({ registry }) => registry.metrics()));
    const leading = metrics.findIndex((text) => /^jobs_leader(\{[^}]*\})? 1$/m.test(text));
    expect(metrics[leading]).toMatch(/^jobs_runs_total\{[^}]*name="rare"[^}]*state="done"[^}]*\} 1$/m);
    await runners[leading]?.runner.stop();
    await expect.poll(leaders, { timeout: 10_000 }).toBe(1);
    const before = calls.length;
    await expect.poll(() => calls.length, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(calls.filter((name) => name === "rare")).toHaveLength(1);
    await runners[1 - leading]?.runner.stop();
    expect(await leaders()).toBe(0);
  }, 60_000);
});
