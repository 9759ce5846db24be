import { LogUnavailableError, type LogWriter } from "@ecomind/event-log";
import { createLogger } from "@ecomind/platform";
import { expect, test } from "vitest";
import { ThrottledLog } from "../src/throttled-log.js";
import { sample, startEdge } from "./fixture.js";

test("the first is written at once, the others once per interval with their number", () => {
  const written: number[] = [];
  const log = new ThrottledLog(1_000);
  for (const nowMs of [0, 1, 500, 999, 1_000, 1_500, 5_000]) log.note((times) => written.push(times), nowMs);
  expect(written).toEqual([1, 4, 2]);
});

test("an outage of the log is not a line for each request", async () => {
  const away: LogWriter = {
    append: () => Promise.reject(new LogUnavailableError("away")),
    available: false,
    close: async () => {},
  };
  const lines: string[] = [];
  const logger = createLogger({ service: "ingest", destination: { write: (line) => void lines.push(line) } });
  const edge = await startEdge({ writer: away, logger });
  try {
    const send = async () => {
      const response = await fetch(`${edge.url}/v1/ingest`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": edge.key },
        body: JSON.stringify(sample()),
      });
      expect(response.status).toBe(503);
      await response.text();
    };
    for (let round = 0; round < 40; round += 1) await Promise.all(Array.from({ length: 10 }, send));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(20);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", times: 1, err: { message: "away" } });
  } finally {
    await edge.dispose();
  }
});
