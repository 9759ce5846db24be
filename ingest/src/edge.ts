import { isUtf8 } from "node:buffer";
import { type Principal, reportsForOthers } from "@ecomind/accounts";
import {
  type CanonicalEvent,
  canonicalise,
  type IdKey,
  headers as names,
  type Reject,
  recordKey,
  recordRoute,
  serialise,
  type Warning,
} from "@ecomind/contract";
import { type AppendRecord, LogFullError, type MicroBatcher } from "@ecomind/event-log";
import type { CredentialLimits, Logger } from "@ecomind/platform";
import type { Authenticator } from "./authenticate.js";
import type { Exchange } from "./exchange.js";
import { RankedEvent } from "./formats/ranked-event.js";
import { RefusedEvent } from "./formats/refused-event.js";
import { directStanding } from "./formats/use.js";
import type { EdgeMetrics } from "./metrics.js";
import { ThrottledLog } from "./throttled-log.js";

export interface EdgeOptions extends Authenticator {
  readonly batcher: MicroBatcher;
  readonly metrics: EdgeMetrics;
  readonly logger: Logger;
  /** In events. */
  readonly limits: CredentialLimits;
  /** Oldest `ts` accepted, in milliseconds. */
  readonly maxAgeMs: number;
  readonly maxBatchEvents: number;
  /** What ids of events without one derive under. */
  readonly idKey: IdKey;
  /** Up to which `ts` an event may be stored under a former id; milliseconds since 1970, 0: none. No I/O. */
  readonly formerIdsUntilMs: () => number;
}

/** An event that is accepted, on its way to the log. */
export interface Accepted {
  readonly event: CanonicalEvent;
  /** What decides the partition in place of the record's own key. */
  readonly route: string | undefined;
}

/** What came of one event, in a request's order. */
export type EventVerdict =
  | {
      readonly index: number;
      readonly status: "accepted" | "unknown";
      readonly id: string;
      /** Optional fields that were left out. */
      readonly warnings?: readonly Warning[];
    }
  | ({ readonly index: number; readonly status: "rejected" } & Reject);

/** Parses a body that has the right media type; undefined after it has refused. */
export function parseJson(body: Buffer, exchange: Exchange): { value: unknown } | undefined {
  if (!isUtf8(body)) {
    exchange.refuse("invalid_utf8");
    return undefined;
  }
  try {
    return { value: JSON.parse(body.toString("utf8")) };
  } catch {
    exchange.refuse("invalid_json");
    return undefined;
  }
}

/** The edge's work behind the routes: checks, limits, appends. */
export class Edge {
  readonly options: EdgeOptions;
  /** By organisation: an object that records share is encoded once. */
  readonly #headers = new Map<string, Readonly<Record<string, string>>>();
  readonly #failures = new ThrottledLog();

  constructor(options: EdgeOptions) {
    this.options = options;
  }

  /** Brings events to canonical form; counts what is refused. */
  check(
    values: readonly unknown[],
    principal: Principal,
    nowMs: number,
  ): { events: Accepted[]; verdicts: EventVerdict[] } {
    const { metrics, maxAgeMs, idKey, formerIdsUntilMs } = this.options;
    const { orgId, kind, id: subject } = principal;
    const context = {
      orgId,
      nowMs,
      // Nothing is older than 1970, where the store's time begins.
      maxAgeMs: principal.scopes.has("backfill") ? nowMs : maxAgeMs,
      idKey,
      formerIdsUntilMs: formerIdsUntilMs(),
      // A key is nobody's; a token is its subject's.
      ...(kind === "api-key" ? undefined : { subject, onlySubject: !reportsForOthers(principal) }),
    };
    const events: Accepted[] = [];
    const verdicts: EventVerdict[] = [];
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const result =
        value instanceof RefusedEvent
          ? value
          : value instanceof RankedEvent
            ? canonicalise(value.event, { ...context, reporterRank: value.standing })
            : canonicalise(value, { ...context, reporterRank: directStanding });
      if (result.reject !== undefined) {
        metrics.rejects.inc({ reason: result.reject.reason });
        verdicts.push({ index, status: "rejected", ...result.reject });
        continue;
      }
      const { event, formerId, warnings, dropped } = result;
      for (const field of dropped) metrics.dropped.inc({ field });
      for (const { pointer } of warnings) metrics.dropped.inc({ field: pointer.split("/")[1] ?? "" });
      // The same event under its former id may be on the log: it is found where one stream reads both, one after the other.
      const route =
        recordRoute(event) ?? (formerId === undefined ? undefined : recordKey({ org_id: orgId, id: formerId }));
      events.push({ event, route });
      verdicts.push({ index, status: "accepted", id: event.id, ...(warnings.length === 0 ? undefined : { warnings }) });
    }
    return { events, verdicts };
  }

  #headersOf(orgId: string): Readonly<Record<string, string>> {
    const known = this.#headers.get(orgId);
    if (known !== undefined) return known;
    const own = { [names.orgId]: orgId };
    this.#headers.set(orgId, own);
    return own;
  }

  /**
   * Appends canonical events of one organisation as one unit. `done` is called with
   * undefined when all are durable, else with the problem.
   * @param trace `traceparent` as the client sent it, "" when absent
   */
  append(
    events: readonly Accepted[],
    trace: string,
    done: (fault: "overloaded" | "log_unavailable" | "log_full" | undefined) => void,
  ): void {
    const { batcher, metrics, logger } = this.options;
    const own = this.#headersOf(events[0]?.event.org_id ?? "");
    const headers = trace === "" ? own : { ...own, [names.traceparent]: trace };
    const records: AppendRecord[] = events.map(({ event, route }) => ({
      key: recordKey(event),
      route,
      value: serialise(event),
      headers,
    }));
    const startedMs = performance.now();
    const taken = batcher.append(records, (error) => {
      if (error === undefined) {
        metrics.events.add("accepted", events.length);
        metrics.appendSeconds.observe((performance.now() - startedMs) / 1000);
        done(undefined);
        return;
      }
      metrics.events.add("unknown", events.length);
      this.#failures.note((times) => logger.warn({ err: error, times }, "appends failed"));
      done(error instanceof LogFullError ? "log_full" : "log_unavailable");
    });
    if (taken) return;
    metrics.events.add("shed", events.length);
    done("overloaded");
  }
}
