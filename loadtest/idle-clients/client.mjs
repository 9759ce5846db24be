// Posts events with idle gaps through Node's `fetch` (undici). All requests share one pool, so they are sent together: then
// each has a connection of its own, which is idle until all are sent again. Arguments: see run.mjs.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const [url, key, workers, seconds, longestGap] = process.argv.slice(2);
const endMs = Date.now() + Number(seconds) * 1000;
const counts = { posts: 0, unanswered: 0, given_up: 0, refused: 0 };

async function post() {
  const event = {
    id: randomUUID(),
    ts: new Date().toISOString(),
    user_id: "soak",
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 1,
    tokens_out: 1,
    source: "undici",
  };
  const headers = { "x-api-key": key, "content-type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(event) };
  counts.posts += 1;
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      const answer = await fetch(`${url}/v1/ingest`, sent);
      await answer.text();
      if (answer.status !== 202) counts.refused += 1;
      return;
    } catch (error) {
      // No answer: the same bytes again.
      counts.unanswered += 1;
      counts.last_error = String(error.cause ?? error);
    }
  }
  counts.given_up += 1;
}

while (Date.now() < endMs) {
  await Promise.all(Array.from({ length: Number(workers) }, post));
  await pause(1000 + Math.random() * 1000 * (Number(longestGap) - 1));
}
console.log(JSON.stringify(counts));
