import { randomUUID } from "node:crypto";
import { canonicalise, idKey, recordKey, serialise, type UsageEvent } from "@ecomind/contract";
import { type AppendRecord, LogUnavailableError, type LogWriter } from "@ecomind/event-log";
import type { BenchSystem } from "./bench-system.js";

const utf8 = new TextEncoder();
/** Events here have ids of their own. */
const key = idKey("nothing derives under it");

/** The record that the edge would append for an event. @throws Error when the edge would refuse it */
export function recordOf(event: UsageEvent, orgId: string, nowMs: number): AppendRecord {
  const result = canonicalise(event, { orgId, nowMs, maxAgeMs: 400 * 86_400_000, idKey: key });
  if (result.event === undefined) throw new Error(`refused: ${result.reject.reason}`);
  return { key: recordKey(result.event), value: utf8.encode(serialise(result.event)), headers: { org_id: orgId } };
}

/** Events of 1,000 people over the last ten days, in the order of time, each with an id of its own. */
export function* plainEvents(count: number, nowMs: number): Generator<UsageEvent> {
  const stepMs = (10 * 86_400_000) / count;
  const models = ["gpt-4o", "gpt-4o-mini", "o3", "gpt-5"];
  for (let index = 0; index < count; index += 1)
    yield {
      id: randomUUID(),
      ts: new Date(nowMs - (count - index) * stepMs).toISOString(),
      user_id: `u-${index % 1_000}`,
      team: `team-${index % 20}`,
      provider: "openai",
      model: models[index % models.length] as string,
      tokens_in: 50 + (index % 4_000),
      tokens_out: 20 + (index % 1_500),
      region: index % 3 === 0 ? "eastus2" : "swedencentral",
      source: "api",
    };
}

/** Appends as a client that tries again for a minute: what was stored unseen is then a duplicate, which counts once. */
export async function appendSurely(writer: LogWriter, records: readonly AppendRecord[]): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  for (;;)
    try {
      return await writer.append(records);
    } catch (error) {
      if (!(error instanceof LogUnavailableError) || performance.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
}

/** Appends events as the edge would. @returns how many */
export async function appendAll(writer: LogWriter, events: Iterable<UsageEvent>, orgId: string): Promise<number> {
  const nowMs = Date.now();
  let count = 0;
  let records: AppendRecord[] = [];
  for (const event of events) {
    records.push(recordOf(event, orgId, nowMs));
    if (records.length < 5_000) continue;
    await appendSurely(writer, records);
    count += records.length;
    records = [];
  }
  await appendSurely(writer, records);
  return count + records.length;
}

/** Appends events straight to the log of a system that is at rest, past the edge. @returns how many */
export async function fillLog(bench: BenchSystem, events: Iterable<UsageEvent>): Promise<number> {
  const log = await bench.openLog();
  try {
    return await appendAll(await log.writer("events"), events, bench.org);
  } finally {
    await log.close();
  }
}
