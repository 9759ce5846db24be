import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "./fixture.js";

/** Begins a body of a mebibyte and sends half of it, in pieces. */
function half(edge: EdgeFixture): Socket {
  const socket = connect(edge.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(
    `POST /v1/ingest HTTP/1.1\r\nhost: x\r\nx-api-key: ${edge.key}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n`,
  );
  socket.write("x".repeat(500_000));
  return socket;
}

async function arrivingBytes(edge: EdgeFixture): Promise<number> {
  const text = await (await fetch(`${edge.url}/metrics`)).text();
  return Number(/^ingest_arriving_bytes\S* (\d+)$/m.exec(text)?.[1]);
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 5_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > deadline) throw new Error("not within 5 s");
}

test("bodies that arrive together are held within a bound, and what is given up makes room again", async () => {
  const edge = await startEdge({ batcher: { maxBytes: 1_200_000 } });
  try {
    const first = [half(edge), half(edge)];
    await eventually(async () => (await arrivingBytes(edge)) === 1_000_000);
    const third = half(edge);
    let answer = "";
    for await (const chunk of third) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1\r\n.*overloaded/s);
    // What comes in one piece needs no room.
    const small = await fetch(`${edge.url}/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": edge.key },
      body: JSON.stringify(sample()),
    });
    expect(small.status).toBe(202);
    for (const socket of first) socket.destroy();
    await eventually(async () => (await arrivingBytes(edge)) === 0);
  } finally {
    await edge.dispose();
  }
});
