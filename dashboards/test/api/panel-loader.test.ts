import { ApiProblem } from "@ecomind/api-client";
import { describe, expect, test } from "vitest";
import { type Clock, PanelLoader, type PanelState, refreshMs } from "../../src/api/panel-loader.js";

const away = new ApiProblem(503, {
  ...{ type: "about:blank", title: "The store is away", status: 503 },
  ...{ code: "store_unavailable", request_id: "r1" },
});

/** A clock that is moved by hand. */
class HandClock implements Clock {
  #nowMs = 0;
  #timers = new Map<number, { atMs: number; run: () => void }>();
  #next = 1;
  now(): number {
    return this.#nowMs;
  }
  setTimeout(run: () => void, ms: number): number {
    this.#timers.set(this.#next, { atMs: this.#nowMs + ms, run });
    this.#next += 1;
    return this.#next - 1;
  }
  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    for (;;) {
      const next = [...this.#timers].filter(([, { atMs }]) => atMs <= until).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.#nowMs = next[1].atMs;
      next[1].run();
      await settled();
    }
    this.#nowMs = until;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function panel(answers: (asked: number, signal: AbortSignal) => Promise<number>) {
  const clock = new HandClock();
  const states: PanelState<number>[] = [];
  const loader = new PanelLoader<number>((state) => states.push(state), { clock });
  const askedAtMs: number[] = [];
  const load = (signal: AbortSignal) => {
    askedAtMs.push(clock.now());
    return answers(askedAtMs.length, signal);
  };
  return { clock, states, loader, askedAtMs, load };
}

describe("a panel", () => {
  test("shows its data, then fresh ones, and keeps the old ones meanwhile", async () => {
    const { clock, states, loader, load } = panel(async (asked) => asked);
    loader.ask("a", load);
    await settled();
    expect(states).toEqual([{ loading: true }, { data: 1, loading: false, loadedAtMs: 0 }]);
    await clock.advance(refreshMs);
    expect(states.slice(2)).toEqual([
      { data: 1, loading: true, loadedAtMs: 0 },
      { data: 2, loading: false, loadedAtMs: refreshMs },
    ]);
  });

  test("asks at most once each ten seconds by itself, and not while hidden", async () => {
    const { clock, loader, askedAtMs, load } = panel(async () => 1);
    loader.ask("a", load);
    await settled();
    await clock.advance(120_000);
    const gaps = askedAtMs.slice(1).map((at, index) => at - (askedAtMs[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    const before = askedAtMs.length;
    loader.setVisible(false);
    await clock.advance(3_600_000);
    expect(askedAtMs.length).toBe(before);
    loader.setVisible(true);
    await clock.advance(0);
    expect(askedAtMs.length).toBe(before + 1);
  });

  test("keeps its data beside an error, and asks more and more seldom", async () => {
    const { clock, states, loader, askedAtMs, load } = panel(async (asked) => {
      if (asked === 1) return 7;
      throw away;
    });
    loader.ask("a", load);
    await settled();
    await clock.advance(40 * 60_000);
    expect(states.at(-1)).toMatchObject({
      data: 7,
      loading: false,
      error: { status: 503, problem: { request_id: "r1" } },
    });
    const gaps = askedAtMs.slice(2).map((at, index) => at - (askedAtMs[index + 1] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(Math.max(...gaps)).toBe(5 * 60_000);
  });

  test("does not show an older question's data where the newer one fails", async () => {
    const { loader, load } = panel(async (asked) => {
      if (asked === 1) return 14;
      throw away;
    });
    loader.ask("14 days", load);
    await settled();
    loader.ask("7 days", load);
    // Until it is known, what was there stays: a change of the period does not flicker.
    expect(loader.state).toMatchObject({ data: 14, loading: true });
    await settled();
    expect(loader.state).toMatchObject({ loading: false, error: { status: 503 } });
    expect(loader.state.data).toBeUndefined();
  });

  test("does not repeat what will be refused again", async () => {
    const { clock, loader, askedAtMs, load } = panel(async () => {
      throw new ApiProblem(403, undefined);
    });
    loader.ask("a", load);
    await settled();
    await clock.advance(3_600_000);
    expect(askedAtMs.length).toBe(1);
    loader.retry();
    await settled();
    expect(askedAtMs.length).toBe(2);
  });

  test("drops the answer to an older question, and ends its request", async () => {
    const release: (() => void)[] = [];
    const signals: AbortSignal[] = [];
    const { loader, load } = panel(async (asked, signal) => {
      signals.push(signal);
      await new Promise<void>((resolve) => release.push(resolve));
      return asked;
    });
    loader.ask("a", load);
    loader.ask("b", load);
    loader.ask("b", load);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    release[1]?.();
    await settled();
    release[0]?.();
    await settled();
    expect(loader.state).toMatchObject({ data: 2, loading: false });
  });

  test("closed, it asks no more", async () => {
    const { clock, loader, askedAtMs, load } = panel(async () => 1);
    loader.ask("a", load);
    await settled();
    loader.close();
    await clock.advance(3_600_000);
    expect(askedAtMs.length).toBe(1);
  });
});
