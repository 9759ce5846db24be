import { isUtf8 } from "node:buffer";
import type { Principal } from "@ecomind/accounts";
import { type Edge, parseJson } from "../../edge.js";
import type { Exchange } from "../../exchange.js";
import { answerBatch } from "./answer-batch.js";

/** What stands for a line that is not JSON: refused like any other value that is not an object. */
const notJson = Symbol("not JSON");

/** The events of a body; undefined after it has refused. */
function eventsOf(body: Buffer, ndjson: boolean, most: number, exchange: Exchange): readonly unknown[] | undefined {
  let events: readonly unknown[];
  if (ndjson) {
    if (!isUtf8(body)) {
      exchange.refuse("invalid_utf8");
      return undefined;
    }
    const lines = body
      .toString("utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
    events = lines.map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        return notJson;
      }
    });
  } else {
    const parsed = parseJson(body, exchange);
    if (parsed === undefined) return undefined;
    const value = parsed.value as { events?: unknown } | null;
    if (
      typeof value !== "object" ||
      value === null ||
      !Array.isArray(value.events) ||
      Object.keys(value).length !== 1
    ) {
      exchange.refuse("invalid_batch", {
        detail: 'Expected {"events": […]} or lines of JSON as application/x-ndjson.',
      });
      return undefined;
    }
    events = value.events;
  }
  if (events.length === 0 || events.length > most) {
    exchange.refuse("invalid_batch", { detail: `A batch has 1 to ${most} events.`, pointer: "/events" });
    return undefined;
  }
  return events;
}

/** `POST /v1/ingest/batch`: a final verdict for each event, in the request's order. */
export function ingestBatch(
  edge: Edge,
  exchange: Exchange,
  principal: Principal,
  body: Buffer,
  trace: string,
  ndjson: boolean,
): void {
  const values = eventsOf(body, ndjson, edge.options.maxBatchEvents, exchange);
  if (values !== undefined) answerBatch(edge, exchange, principal, values, trace);
}
