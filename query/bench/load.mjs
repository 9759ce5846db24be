import { Agent, get } from "node:http";

/** One request. @returns milliseconds until the whole answer was there, and the answer */
export function ask(address, headers, agent) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    get(address, { headers, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ ms: performance.now() - began, status: response.statusCode, headers: response.headers, chunks }),
      );
    }).on("error", reject);
  });
}

/**
 * Clients that each ask one after another. One that is told to come back (503) counts as refused.
 * @param nextAddress of a request @returns milliseconds of every answered request, and how many were refused
 */
export async function load({ clients, seconds, requests, nextAddress, headers }) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  const end = performance.now() + seconds * 1000;
  let asked = 0;
  let refused = 0;
  const one = async () => {
    while (asked < requests && performance.now() < end) {
      asked += 1;
      const { ms, status, chunks } = await ask(nextAddress(), headers(), agent);
      if (status === 503) {
        refused += 1;
        continue;
      }
      if (status !== 200) throw new Error(`${status}: ${Buffer.concat(chunks).toString().slice(0, 200)}`);
      times.push(ms);
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
  agent.destroy();
  return { times, refused };
}

export function quantile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
