import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, percentile, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";
import { wrk } from "../wrk.js";

/**
 * `npm run bench:freshness [-- --rate=10000]`: from the POST of an event to its being visible in a rollup, at a given
 * load. Probes are single events of a person of their own, looked for in `usage_user_1h` every few milliseconds.
 * Floor: the probe's POST and one look into the rollup, as measured under the same load: what no batching could beat.
 */
const { seconds, rate, log } = benchOptions({ seconds: 60, rate: 10_000 });
console.log(machine(`npm run bench:freshness -- --log=${log} --rate=${rate} --seconds=${seconds}`));
const bench = await BenchSystem.start(log);
const { system } = bench;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const connections = 256;

async function probe(number: number): Promise<{ visibleMs: number; postMs: number; lookMs: number }> {
  const person = `probe-${number}`;
  const event = {
    user_id: person,
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 1,
    tokens_out: 1,
    ts: new Date().toISOString(),
  };
  const began = performance.now();
  const answer = await system.post("/v1/ingest", event);
  if (answer.status !== 202) throw new Error(`the probe was answered ${answer.status}`);
  const postMs = performance.now() - began;
  const look = `SELECT sum(requests) FROM usage_user_1h WHERE org_id = '${bench.org}' AND bucket >= toStartOfHour(now() - 60) AND user_id = '${person}'`;
  for (;;) {
    const looked = performance.now();
    if (Number(await system.sql(look)) > 0) {
      const now = performance.now();
      return { visibleMs: now - began, postMs, lookMs: now - looked };
    }
    if (performance.now() - began > 60_000) throw new Error("not visible within a minute");
    await pause(10);
  }
}

try {
  // wrk has no rate of its own: each connection pauses. The pause is found from what a short run reaches.
  const trial = 1_000 / (rate / connections);
  const short = await wrk({ url: bench.url, apiKey: bench.apiKey, seconds: 5, connections, pauseMs: trial });
  const overheadMs = connections / (short.perSecond / 1_000) - trial;
  const pauseMs = Math.max(0, trial - overheadMs);
  const load = wrk({ url: bench.url, apiKey: bench.apiKey, seconds, connections, pauseMs });
  await pause(2_000);
  const samples: { visibleMs: number; postMs: number; lookMs: number }[] = [];
  const endMs = Date.now() + (seconds - 4) * 1_000;
  while (Date.now() < endMs) {
    samples.push(await probe(samples.length));
    await pause(Math.random() * 200);
  }
  const { perSecond, refused, p99Ms } = await load;
  const of = (key: "visibleMs" | "postMs" | "lookMs", share: number) =>
    percentile(
      samples.map((sample) => sample[key]),
      share,
    );
  figure("load", `${whole(perSecond)} req/s`, `goal ${whole(rate)}; p99 ${p99Ms} ms, refused ${refused}`);
  const floor = of("postMs", 0.5) + of("lookMs", 0.5);
  figure("POST and one look (floor), p50", `${whole(floor)} ms`);
  figure(
    "visible in the rollup, p50",
    `${whole(of("visibleMs", 0.5))} ms`,
    `${ratio(of("visibleMs", 0.5), floor)}; ${samples.length} probes`,
  );
  figure(
    "visible in the rollup, p99",
    `${whole(of("visibleMs", 0.99))} ms`,
    target(of("visibleMs", 0.99) <= 1_000, "<= 1,000 ms"),
  );
} finally {
  await bench.dispose();
}
