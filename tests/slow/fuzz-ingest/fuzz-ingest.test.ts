import { upcast } from "@ecomind/contract";
import { expect, test } from "vitest";
import { startEdge } from "../../../ingest/test/fixture.js";
import { format, fuzz } from "./fuzz.js";

/** The quick form of `npm run fuzz:ingest`. */
test("no malformed request is answered with anything but a problem document, and what is acknowledged is in the log", async () => {
  const edge = await startEdge({ bodyTimeoutMs: 2_000 });
  try {
    const report = await fuzz({
      port: edge.port,
      apiKey: edge.key,
      seed: String(Date.now()),
      requests: 1_200,
      slowBodies: 3,
    });
    expect(report.faults, format(report)).toEqual([]);
    const stored = (await edge.stored()).map(({ value }) => upcast(Buffer.from(value).toString()).event?.id);
    const missing = [...report.acknowledged].filter((id) => !stored.includes(id));
    expect(missing).toEqual([]);
    expect(stored).not.toContain(undefined);
    expect(report.acknowledged.size).toBeGreaterThan(50);
  } finally {
    await edge.dispose();
  }
}, 60_000);
