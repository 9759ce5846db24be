import { ProblemError } from "@ecomind/platform";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConcurrencyLimit, type Turn } from "../../src/sql/concurrency-limit.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Organisations that ask for turns; `order` has those that got one. */
function places(count: number) {
  const limit = new ConcurrencyLimit(count);
  const order: string[] = [];
  const turns: Turn[] = [];
  const faults: string[] = [];
  const ask = (orgId: string, patienceMs = 25_000, signal = new AbortController().signal) => {
    limit.take(orgId, signal, patienceMs).then(
      (turn) => {
        order.push(orgId);
        turns.push(turn);
      },
      (error: unknown) => faults.push(error instanceof ProblemError ? error.problem.code : String(error)),
    );
  };
  return { limit, ask, order, turns, faults, settle: () => vi.advanceTimersByTimeAsync(0) };
}

test("an organisation has two turns, whoever else there is, and a third waits or is refused", async () => {
  const { ask, order, turns, faults, settle } = places(8);
  for (let count = 0; count < 3; count += 1) ask("acme");
  ask("acme", 0);
  await settle();
  expect([order, faults]).toEqual([["acme", "acme"], ["rate_limited"]]);
  // What is only read still is one of its two, and takes nobody's place.
  turns[0]?.computed();
  await settle();
  expect(order).toHaveLength(2);
  turns[0]?.done();
  turns[0]?.done();
  await settle();
  expect(order).toHaveLength(3);
});

test("places are kept for organisations that have none", async () => {
  const { ask, order, settle } = places(8);
  for (let count = 0; count < 5; count += 1) for (const orgId of ["a", "b", "c", "d"]) ask(orgId);
  await settle();
  expect(order).toEqual(["a", "b", "c", "d", "a", "b"]);
  for (const orgId of ["e", "f"]) ask(orgId, 0);
  await settle();
  expect(order.slice(6)).toEqual(["e", "f"]);
});

test("a free place goes to an organisation without one, then to the one that was served longest ago", async () => {
  const { ask, order, turns, settle } = places(3);
  for (const orgId of ["a", "b", "c"]) for (let count = 0; count < 20; count += 1) ask(orgId);
  for (const orgId of ["d", "e"]) ask(orgId);
  await settle();
  for (let count = 0; count < 20; count += 1) {
    turns[count]?.done();
    await settle();
  }
  // In rounds: nobody is served twice before everybody who waits was served once.
  expect(order.slice(0, 3)).toEqual(["a", "b", "c"]);
  expect(order.slice(3, 14).join("")).toMatch(/^(?=.{0,5}d)(?=.{0,5}e)/);
  for (const orgId of ["a", "b", "c"])
    expect(order.filter((one) => one === orgId).length).toBeGreaterThanOrEqual(Math.floor((order.length - 2) / 3));
});

test("a wait ends: with 429 where the organisation's own statements have its turns, with 503 where others have all places", async () => {
  const { limit, ask, order, turns, faults, settle } = places(1);
  ask("acme");
  ask("globex", 0);
  await vi.advanceTimersByTimeAsync(24_000);
  expect([order, faults]).toEqual([["acme"], []]);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(faults).toEqual(["store_unavailable"]);
  await expect(limit.take("acme", AbortSignal.abort(new Error("gone")), 0)).rejects.toThrow("gone");
  turns[0]?.computed();
  ask("acme");
  await settle();
  turns[1]?.computed();
  ask("acme", 30_000);
  await vi.advanceTimersByTimeAsync(30_001);
  expect(faults).toEqual(["store_unavailable", "rate_limited"]);
});

test("who hangs up while it waits leaves the queue", async () => {
  const { ask, order, turns, faults, settle } = places(1);
  const asker = new AbortController();
  ask("acme");
  ask("globex", 0, asker.signal);
  ask("initech");
  asker.abort(new Error("gone"));
  await settle();
  turns[0]?.done();
  await settle();
  expect([order, faults]).toEqual([["acme", "initech"], ["Error: gone"]]);
});
