import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { EdgeFixture } from "../fixture.js";
import { encodeOtlp } from "./encode-otlp.js";

/** The time at which the bodies were captured: tests take it as now. */
export const capturedAt = new Date("2026-11-30T02:00:00.000Z");

export interface Captured {
  readonly path: string;
  readonly body: object;
}

export function captured(name: string): Captured {
  const { path, body } = JSON.parse(readFileSync(new URL(`../fixtures/otlp/${name}.json`, import.meta.url), "utf8"));
  return { path, body };
}

/** What a test compares of an event on the log. */
export interface Told {
  readonly provider: string;
  readonly model: string;
  readonly in: number | undefined;
  readonly cached: number | undefined;
  readonly out: number | undefined;
}

export type LoggedEvent = Record<string, unknown> & { readonly id: string; readonly ts: string };

/** Events on the log, each revision of an identity once. */
export async function eventsOf(edge: EdgeFixture): Promise<LoggedEvent[]> {
  const events = (await edge.stored()).map(({ value }) => JSON.parse(Buffer.from(value).toString()) as LoggedEvent);
  return [...new Map(events.map((event) => [`${event.ts} ${event.id} ${event.revision}`, event])).values()];
}

export const tell = (event: LoggedEvent): Told => ({
  provider: event.provider as string,
  model: event.model as string,
  in: event.tokens_in as number | undefined,
  cached: event.tokens_cached as number | undefined,
  out: event.tokens_out as number | undefined,
});

export type Form = "json" | "protobuf" | "gzip";

/** Sends an export request. */
export async function send(
  edge: EdgeFixture,
  { path, body }: Captured,
  form: Form,
  headers: Record<string, string> = {},
): Promise<Response> {
  const signal = /\/(traces|logs|metrics)$/.exec(path)?.[1] as "traces" | "logs" | "metrics" | undefined;
  const bytes = form === "json" || signal === undefined ? Buffer.from(JSON.stringify(body)) : encodeOtlp(signal, body);
  return await fetch(`${edge.url}${path}`, {
    method: "POST",
    headers: {
      "x-api-key": edge.key,
      "content-type": form === "json" || signal === undefined ? "application/json" : "application/x-protobuf",
      ...(form === "gzip" ? { "content-encoding": "gzip" } : undefined),
      ...headers,
    },
    body: Uint8Array.from(form === "gzip" ? gzipSync(bytes) : bytes),
  });
}
