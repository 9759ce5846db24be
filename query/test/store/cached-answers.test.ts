import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RequestContext } from "../../src/http/request-context.js";
import type { Services } from "../../src/services.js";
import { CachedAnswers } from "../../src/store/cached-answers.js";
import { OrganisationRows } from "../../src/store/organisation-rows.js";
import { selector } from "../../src/store/select.js";
import { StatementTimes } from "../../src/store/statement-times.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

test("whoever asks meanwhile waits for the same answer, which holds for its time", async () => {
  const answers = new CachedAnswers<number>({ keptMs: 30_000 });
  const ask = vi.fn(async () => ask.mock.calls.length);
  expect(await Promise.all([answers.get("a", ask), answers.get("a", ask), answers.get("b", ask)])).toEqual([1, 1, 2]);
  expect(await answers.get("a", ask)).toBe(1);
  answers.forget();
  expect(await answers.get("a", ask)).toBe(3);
});

test("an answer that was under way while it was forgotten is not kept", async () => {
  const answers = new CachedAnswers<string>({ keptMs: 30_000 });
  let answer: (text: string) => void = () => undefined;
  const asked = answers.get(
    "a",
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  answers.forget();
  answer("old");
  expect(await asked).toBe("old");
  expect(await answers.get("a", async () => "new")).toBe("new");
});

test("a failure is told to all who wait, and asked again; or the last answer holds instead, for as long again", async () => {
  const failing = () => Promise.reject(new Error("away"));
  const strict = new CachedAnswers<number>({ keptMs: 0 });
  await strict.get("a", async () => 1);
  await vi.waitFor(() => expect(strict.get("a", failing)).rejects.toThrow("away"));
  expect(await strict.get("a", async () => 2)).toBe(2);
  const errors: unknown[] = [];
  const lenient = new CachedAnswers<number | undefined>({
    keptMs: 20,
    keptInstead: (error) => void errors.push(error),
  });
  await expect(lenient.get("a", failing)).rejects.toThrow("away");
  expect(await lenient.get("a", async () => undefined)).toBeUndefined();
  await vi.waitFor(async () => {
    expect(await lenient.get("a", failing)).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
  });
});

test("no more answers are kept than may be, and none that is waited for is lost", async () => {
  const answers = new CachedAnswers<string>({ keptMs: 30_000, most: 2 });
  const all = await Promise.all(Array.from({ length: 20 }, (_, at) => answers.get(`${at}`, async () => `${at}`)));
  expect(all).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
});

test("one client that hangs up ends the statement for nobody else; only its own organisation's rows are read", async () => {
  await api.insert("org_settings", [
    { org_id: "one", minimum_group_size: 7, updated_at: "2026-01-01 00:00:00" },
    { org_id: "two", minimum_group_size: 8, updated_at: "2026-01-01 00:00:00" },
  ]);
  const rows = new OrganisationRows<{ size: number }>(
    "shared",
    "SELECT minimum_group_size + sleep(0.3) AS size FROM org_settings FINAL WHERE org_id = {org:String}",
  );
  const { select } = selector(api.client);
  const services = { client: api.client, select } as unknown as Services;
  const context = (orgId: string, signal: AbortSignal) =>
    ({
      principal: { orgId },
      route: "GET /v1/shared",
      requestId: `shared-${orgId}`,
      signal,
      nowMs: Date.now(),
      statements: new StatementTimes(),
    }) as unknown as RequestContext;
  const hangsUp = new AbortController();
  const stays = new AbortController().signal;
  const first = rows.rows(context("one", hangsUp.signal), services);
  const others = [rows.rows(context("one", stays), services), rows.rows(context("two", stays), services)];
  hangsUp.abort();
  expect(await Promise.all(others)).toEqual([[{ size: 7 }], [{ size: 8 }]]);
  expect(await first).toEqual([{ size: 7 }]);
});
