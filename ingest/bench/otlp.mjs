// npm run bench:otlp: what reading telemetry costs, in CPU time: spans that count, spans that do not, log events of agents, each as
// protobuf and JSON. The floor is `JSON.parse` of the same spans. Rounds take turns, since a machine's speed changes by the
// minute; least and median are told.
import { cpus } from "node:os";
import { eventOfUse } from "../dist/formats/event-of-use.js";
import { readOtlp } from "../dist/formats/otlp/read-otlp.js";
import { codexSpans, countedSpans } from "./otlp-bodies.mjs";

const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 40);
const count = 1_400;
const [counted, codex] = [countedSpans(count), codexSpans(count)];

const cases = [
  ["floor: JSON.parse of spans that count", () => JSON.parse(counted.json.toString("utf8"))],
  ["spans that count, protobuf, to events", () => toEvents(counted.protobuf, true)],
  ["spans that count, JSON, to events", () => toEvents(counted.json, false)],
  ["Codex's spans, protobuf", () => readOtlp("traces", codex.protobuf, true)],
  ["Codex's spans, JSON", () => readOtlp("traces", codex.json, false)],
];

function toEvents(body, protobuf) {
  return readOtlp("traces", body, protobuf).uses.map((use) => eventOfUse(use, "key:bench", true));
}

const [cpu] = cpus();
console.log(
  `machine  ${cpus().length} x ${cpu?.model.trim()}, Node ${process.version}\ncommand  npm run bench:otlp -- --rounds=${rounds}`,
);
console.log(
  `bodies   ${count} spans; that count: ${counted.protobuf.length} bytes of protobuf, ${counted.json.length} of JSON; Codex's: ${codex.protobuf.length} and ${codex.json.length}\n`,
);

const times = cases.map(() => []);
for (let round = 0; round < rounds + 10; round += 1)
  for (const [index, [, run]] of cases.entries()) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    // The first rounds compile.
    if (round >= 10) times[index].push(user + system);
  }

for (const [index, [name]] of cases.entries()) {
  const sorted = times[index].sort((a, b) => a - b);
  const [least, middle] = [sorted[0], sorted[sorted.length >> 1]];
  const us = (value) => (value / count).toFixed(2).padStart(7);
  console.log(
    `${name.padEnd(40)}${us(least)} us a span at least, ${us(middle)} median; a body ${(middle / 1_000).toFixed(1)} ms`,
  );
}
