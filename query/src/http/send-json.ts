import { setImmediate } from "node:timers/promises";
import type { Response } from "express";
import { drained, readerPatienceMs } from "./drained.js";

/** Elements of a list that are serialised at a time: of rows of all metrics about a millisecond. */
const sliceLength = 500;

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Whether serialising it at once would hold up others: it has a long list, itself or in a member. */
function isLong(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > sliceLength;
  return isObject(value) && Object.values(value).some(isLong);
}

/** What `JSON.stringify` makes of a value, in parts of which none takes long. */
export function* jsonParts(value: unknown): Generator<string, void> {
  if (!isLong(value)) return yield JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += sliceLength) {
      const elements = JSON.stringify(value.slice(at, at + sliceLength)).slice(1, -1);
      yield `${at === 0 ? "[" : ","}${elements}`;
    }
    return yield "]";
  }
  let separator = "{";
  for (const [name, member] of Object.entries(value as Members)) {
    if (member === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* jsonParts(member);
    separator = ",";
  }
  yield "}";
}

/**
 * Sends an answer as JSON. One with a long list goes out in parts, between which others are served; it has no ETag,
 * which would need all of it first.
 * @param signal aborts when the connection closes
 */
export async function sendJson(response: Response, answer: unknown, signal: AbortSignal): Promise<void> {
  if (!isLong(answer)) return void response.json(answer);
  response.type("json");
  for (const part of jsonParts(answer)) {
    if (!response.write(part)) await drained(response, signal, readerPatienceMs);
    else await setImmediate();
  }
  response.end();
}
