import { parseArgs } from "node:util";
import { eventually, System } from "../../standalone/dist/testing.js";
import { eventOfTurn, MemoryQueueStore, shippedRulePacks, Uploader, uuidV7 } from "../dist/index.js";

/**
 * A day of many browsers against a real system: the extension's own queue code, on a clock that runs faster. Half of the prompts
 * come in the first two hours after nine; at eleven the edge is away for twenty minutes; one answer in a hundred is lost.
 */
const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "10000" },
    prompts: { type: "string", default: "6" },
    speed: { type: "string", default: "120" },
    hours: { type: "string", default: "4" },
  },
});
const clients = Number(values.clients);
const speed = Number(values.speed);
const hourMs = 3_600_000;
const dayMs = Number(values.hours) * hourMs;
const outage = { fromMs: dayMs / 2, toMs: dayMs / 2 + hourMs / 3 };
const mostInFlight = 128;

const packs = shippedRulePacks.packs.filter(({ framing }) => framing !== null);
const system = await System.create();
await system.start();
const { ECOMIND_URL: endpoint = "", ECOMIND_API_KEY: apiKey = "" } = system.credentials;

const beganMs = Date.now();
const firstMs = beganMs - dayMs;
/** Milliseconds of the simulated day. */
const clock = () => (Date.now() - beganMs) * speed;
const now = () => firstMs + clock();

/** @type {number[]} */
const answersMs = [];
/** Requests by simulated ten seconds. @type {Map<number, number>} */
const arrivals = new Map();
let lost = 0;
/** @type {typeof fetch} */
const networkFetch = async (...request) => {
  const atMs = clock();
  arrivals.set(Math.floor(atMs / 10_000), (arrivals.get(Math.floor(atMs / 10_000)) ?? 0) + 1);
  if (atMs >= outage.fromMs && atMs < outage.toMs) throw new TypeError("the network is away");
  const began = performance.now();
  const response = await fetch(...request);
  answersMs.push(performance.now() - began);
  if (Math.random() < 0.01) {
    lost += 1;
    await response.arrayBuffer();
    throw new TypeError("the answer is lost");
  }
  return response;
};

/** What is due when: a prompt of a client, or an upload. @type {[dueMs: number, client: number, isPrompt: boolean][]} */
const agenda = [];
/** @param {[number, number, boolean]} entry */
function plan(entry) {
  let at = agenda.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (agenda[parent][0] <= entry[0]) break;
    agenda[at] = agenda[parent];
    at = parent;
  }
  agenda[at] = entry;
}
function next() {
  const first = agenda[0];
  const last = agenda.pop();
  if (agenda.length === 0 || last === undefined) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= agenda.length) break;
    if (child + 1 < agenda.length && agenda[child + 1][0] < agenda[child][0]) child += 1;
    if (agenda[child][0] >= last[0]) break;
    agenda[at] = agenda[child];
    at = child;
  }
  agenda[at] = last;
  return first;
}

const browsers = Array.from({ length: clients }, (_, index) => {
  const store = new MemoryQueueStore();
  return { store, uploader: new Uploader({ store, fetch: networkFetch, now }), userId: `u-${index}`, isRunning: false };
});
/** @param {number} index */
async function upload(index) {
  const browser = browsers[index];
  if (browser.isRunning) return;
  browser.isRunning = true;
  const dueMs = await browser.uploader.run({ endpoint, apiKey });
  browser.isRunning = false;
  if (dueMs !== undefined) plan([dueMs - firstMs, index, false]);
}

let made = 0;
/** @type {Set<string>} */
const ids = new Set();
for (let client = 0; client < clients; client += 1)
  for (let prompt = 0; prompt < Number(values.prompts); prompt += 1) {
    const isMorning = Math.random() < 0.5;
    plan([Math.random() * (isMorning ? dayMs / 6 : dayMs), client, true]);
  }

let inFlight = 0;
let isOver = false;
while (!isOver) {
  while (agenda.length > 0 && agenda[0][0] <= clock() && inFlight < mostInFlight) {
    const [dueMs, client, isPrompt] = next();
    if (isPrompt) {
      const pack = packs[(client + made) % packs.length];
      const id = uuidV7(Math.round(firstMs + dueMs));
      const turn = {
        id,
        pack: pack.id,
        startMs: firstMs + dueMs,
        decodedBytes: 2_000 + Math.floor(Math.random() * 90_000),
      };
      const json = JSON.stringify(
        eventOfTurn(turn, pack, shippedRulePacks, { userId: browsers[client].userId, models: {} }),
      );
      browsers[client].store.add({ id, json, storedMs: now() });
      ids.add(id);
      made += 1;
    }
    inFlight += 1;
    upload(client).finally(() => {
      inFlight -= 1;
    });
  }
  isOver = agenda.length === 0 && inFlight === 0;
  await new Promise((resolve) => setTimeout(resolve, 2));
}

const [stored, distinct] = await eventually(
  async () => (await system.sql("SELECT count(), uniqExact(id) FROM events")).split("\t").map(Number),
  ([count = 0]) => count >= ids.size,
  120_000,
);
await system.dispose();

answersMs.sort((a, b) => a - b);
const quantile = (/** @type {number} */ q) => (answersMs[Math.floor(answersMs.length * q)] ?? 0).toFixed(1);
const herd = [...arrivals].filter(
  ([bucket]) => bucket * 10_000 >= outage.toMs && bucket * 10_000 < outage.toMs + hourMs / 2,
);
const peak = Math.max(...herd.map(([, count]) => count));
const all = herd.reduce((sum, [, count]) => sum + count, 0);
process.stdout.write(
  `${[
    `clients ${clients}, events ${ids.size}, requests answered ${answersMs.length}, answers lost ${lost}`,
    `lost ${ids.size - distinct}, doubled ${stored - distinct}`,
    `answer p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, at ${speed} times real time`,
    `after the outage: ${all} requests in 30 min, the busiest 10 s had ${((100 * peak) / all).toFixed(1)} %`,
  ].join("\n")}\n`,
);
process.exitCode = distinct === ids.size && stored === distinct ? 0 : 1;
