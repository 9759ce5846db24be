import type { HttpRequest, HttpResponse, us_listen_socket } from "uWebSockets.js";
import type { Principal } from "@ecomind/accounts";
import { idKey, limits } from "@ecomind/contract";
import { type LogWriter, MicroBatcher, type MicroBatcherOptions } from "@ecomind/event-log";
import {
  CredentialLimits,
  type Health,
  type Logger,
  type MetricsGate,
  type RateLimit,
  type Registry,
  type Tracing,
} from "@ecomind/platform";
import { ArrivingBodies } from "./arriving-bodies.js";
import { type Authenticator, authenticate } from "./authenticate.js";
import type { Door } from "./door.js";
import { Edge } from "./edge.js";
import { Exchange, type ExchangeContext } from "./exchange.js";
import { retryAfter } from "./formats/event/answer-one.js";
import { batchDoor, eventDoor } from "./formats/event/doors.js";
import { edgeMetrics } from "./metrics.js";
import { type BodyFault, mostDiscardedBytes, readBody } from "./read-body.js";
import { type RequestHeaders, readHeaders } from "./request-headers.js";
import { telemetryDoors } from "./telemetry-doors.js";
import uws from "./uws.js";

export interface IngestOptions extends Authenticator {
  readonly writer: LogWriter;
  readonly registry: Registry;
  readonly health: Health;
  readonly logger: Logger;
  /** Absent: nothing is traced here; a client's trace context still goes with its events. */
  readonly tracing?: Tracing | undefined;
  /** What ids of events without one derive under: the same at every edge of an installation. */
  readonly eventIdSecret: string;
  /** Up to which `ts` an event may be stored under a former id; milliseconds since 1970. @default 0: none is */
  readonly formerIdsUntilMs?: () => number;
  /** Oldest `ts` accepted, in milliseconds. @default 30 days */
  readonly maxAgeMs?: number;
  /**
   * Milliseconds that a body may take to arrive; uWebSockets.js itself cuts a silent connection off after 8 to 12 s, without
   * a word. @default 7_000
   */
  readonly bodyTimeoutMs?: number;
  /** Largest body of telemetry, as received and inflated, in bytes. @default 8 MiB */
  readonly otlpBodyBytes?: number;
  readonly keyLimit?: RateLimit;
  readonly orgLimit?: RateLimit;
  readonly batcher?: MicroBatcherOptions;
  /** Whether a `Host` header means this edge. Health is answered under any. @default every one does */
  readonly isKnownHost?: (header: string) => boolean;
  /** What `/metrics` answers. @default `registry` alone */
  readonly metricsText?: (() => Promise<string>) | undefined;
  /** Who may read `/metrics`. @default everybody */
  readonly metricsGate?: MetricsGate;
  /** Origins whose pages may read answers; `*` at the end stands for anything. @default chrome-extension://* */
  readonly corsOrigins?: readonly string[];
}

export interface IngestApp {
  /** @returns the port @throws Error when it cannot listen */
  listen(host: string, port: number): Promise<number>;
  /** Not ready from now on; connections end with their next answer. */
  drain(): void;
  /** Stops accepting, waits for what is in flight to be durable and answered, closes. */
  close(): Promise<void>;
}

/** Names of content codings know no case, and `x-gzip` is the same as `gzip` (RFC 9110, 8.4.1). */
const gzipNames = /^(x-)?gzip$/i;
/** Who a client is may be known again in some seconds. */
const retryLater = { "retry-after": "5" };
const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function originMatcher(origins: readonly string[]): (origin: string) => boolean {
  const exact = new Set(origins.filter((origin) => !origin.endsWith("*")));
  const starts = origins.filter((origin) => origin.endsWith("*")).map((origin) => origin.slice(0, -1));
  return (origin) => exact.has(origin) || starts.some((start) => origin.startsWith(start));
}

/** Builds the edge; nothing listens yet. */
export function createIngestApp(options: IngestOptions): IngestApp {
  const { writer, registry, health, bodyTimeoutMs = 7_000 } = options;
  const metrics = edgeMetrics(registry);
  const batcher = new MicroBatcher(writer, options.batcher);
  metrics.held("records", () => batcher.records);
  metrics.held("bytes", () => batcher.bytes);
  const logUp = () => writer.available && !batcher.stalled;
  metrics.logUp(logUp);
  metrics.keysLoaded(() => options.keyRing.loaded);
  health.dependsOn("log", logUp);
  health.dependsOn("keys", () => options.keyRing.loaded);
  const edge = new Edge({
    ...options,
    batcher,
    metrics,
    limits: new CredentialLimits({
      credential: options.keyLimit ?? { perSecond: 50_000, burst: 100_000 },
      org: options.orgLimit ?? { perSecond: 100_000, burst: 200_000 },
      name: "key",
    }),
    maxAgeMs: options.maxAgeMs ?? limits.maxAgeMsDefault,
    maxBatchEvents: limits.batchEvents,
    idKey: idKey(options.eventIdSecret),
    formerIdsUntilMs: options.formerIdsUntilMs ?? (() => 0),
  });
  const context: ExchangeContext = {
    metrics,
    draining: false,
    open: new Set(),
    allowsOrigin: originMatcher(options.corsOrigins ?? ["chrome-extension://*"]),
  };
  const bodies = new ArrivingBodies<Exchange>(options.batcher?.maxBytes ?? 32 * 1024 ** 2, (exchange) =>
    exchange.refuse("overloaded", {}, retryAfter, true),
  );
  metrics.arriving(() => bodies.bytes);
  const sweep = setInterval(() => {
    for (const { arrival: exchange, isKnown } of bodies.expired(performance.now() - bodyTimeoutMs)) {
      bodies.release(exchange);
      if (isKnown) exchange.refuse("request_timeout", {}, {}, true);
      else exchange.refuse("identity_unavailable", {}, retryLater, true);
    }
  }, 500);
  sweep.unref();

  const doors = telemetryDoors({ mostBytes: options.otlpBodyBytes ?? 8 * 1024 ** 2, metrics });
  const { isKnownHost = () => true, metricsGate = () => undefined } = options;
  const metricsText = options.metricsText ?? (() => registry.metrics());

  /** @returns undefined after it has refused a request that is not meant for this edge, or may not be what it seems */
  function open(response: HttpResponse, headers: RequestHeaders, route: string): Exchange | undefined {
    const exchange = new Exchange(response, headers, route, context);
    if (headers.ambiguous) exchange.refuse("ambiguous_request", {}, {}, true);
    else if (route !== "health" && !isKnownHost(headers.host)) exchange.refuse("host_unknown", {}, {}, true);
    else return exchange;
    return undefined;
  }

  function post(response: HttpResponse, request: HttpRequest, door: Door): void {
    const headers = readHeaders(request);
    const exchange = open(response, headers, door.route);
    if (exchange === undefined) return;
    exchange.writeProblem = door.problemsFor?.(headers);
    const { contentEncoding: encoding, traceparent: trace, apiKey } = headers;
    const length = Number(headers.contentLength);
    // A body that nobody reads is discarded as it arrives, unless that is endless.
    const endless = length > mostDiscardedBytes || headers.transferEncoding !== "";
    const principal = authenticate(options, apiKey, apiKey === "" ? headers.authorization : "");
    const taking = door.open(headers, request);
    if (typeof principal === "string")
      return exchange.refuse(principal, {}, principal === "identity_unavailable" ? retryLater : {}, endless);
    if (typeof taking === "string") return exchange.refuse(taking, {}, {}, endless);
    const { mostBytes } = taking;
    const gzip = gzipNames.test(encoding);
    if (!gzip && encoding !== "" && encoding.toLowerCase() !== "identity")
      return exchange.refuse("unsupported_encoding", {}, {}, endless);
    if (length > mostDiscardedBytes) return exchange.refuse("body_too_large", { limit_bytes: mostBytes }, {}, true);
    const judging = principal instanceof Promise ? principal : undefined;
    bodies.begin(exchange, principal instanceof Promise ? undefined : principal.orgId);
    exchange.onHangUp = () => bodies.release(exchange);
    const reading = {
      gzip,
      // Nothing of a body is looked at that says itself that it is too large.
      mostBytes: length > mostBytes ? 0 : mostBytes,
      onBytes: (bytes: number) => metrics.bytes.inc(bytes),
      hold: (bytes: number) => bodies.hold(exchange, bytes),
      untilKnown: judging && { pause: () => exchange.pause(), arrived: () => bodies.arrived(exchange) },
    };
    const proceed = (who: Principal, body: Buffer) => {
      bodies.release(exchange);
      if (exchange.done) return;
      const sent = trace !== "" && traceparent.test(trace) ? trace : "";
      const validTrace = options.tracing === undefined ? sent : exchange.trace(options.tracing, sent);
      taking.take(edge, exchange, who, body, validTrace);
    };
    const refuseBody = (fault: BodyFault, unread: boolean) => {
      bodies.release(exchange);
      const extra = fault === "body_too_large" ? { limit_bytes: mostBytes } : {};
      exchange.refuse(fault, extra, fault === "overloaded" ? retryAfter : {}, unread);
    };
    let who = principal instanceof Promise ? undefined : principal;
    const waiting = readBody(response, reading, (body, unread) => {
      exchange.received();
      if (typeof body === "string") refuseBody(body, unread);
      else if (who !== undefined) proceed(who, body);
    });
    void judging?.then((identified) => {
      if (exchange.done) return waiting.refuse();
      exchange.resume();
      if (typeof identified === "string") {
        bodies.release(exchange);
        waiting.refuse();
        exchange.refuse(identified, {}, identified === "identity_unavailable" ? retryLater : {}, endless);
        return;
      }
      who = identified;
      bodies.judged(exchange, identified.orgId);
      waiting.accept();
    });
  }

  function preflight(response: HttpResponse, request: HttpRequest): void {
    open(response, readHeaders(request), "preflight")?.answer(204, "", {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization, content-encoding, content-type, traceparent, x-api-key",
      "access-control-max-age": "86400",
    });
  }

  const notAllowed = (allow: string) => (response: HttpResponse, request: HttpRequest) =>
    open(response, readHeaders(request), "other")?.refuse("method_not_allowed", {}, { allow }, true);
  /** Load balancers ask for health under whatever name or address they have. */
  const ofHealth = (answer: (exchange: Exchange) => void) => (response: HttpResponse, request: HttpRequest) => {
    const exchange = open(response, readHeaders(request), "health");
    if (exchange !== undefined) answer(exchange);
  };
  function tellMetrics(response: HttpResponse, request: HttpRequest): void {
    const headers = readHeaders(request);
    const exchange = open(response, headers, "metrics");
    if (exchange === undefined) return;
    const fault = metricsGate(headers.authorization);
    if (fault !== undefined) return exchange.refuse(fault);
    metricsText().then(
      (text) => exchange.answer(200, text, { "content-type": registry.contentType }),
      () => exchange.refuse("overloaded"),
    );
  }

  function connectionChanged(_: HttpResponse, change: 1 | -1): void {
    metrics.connections.inc(change);
    if (change < 0) metrics.closed.inc();
  }

  const app = uws
    .App()
    .filter(connectionChanged)
    .post("/v1/ingest", (response, request) => post(response, request, eventDoor))
    .post("/v1/ingest/batch", (response, request) => post(response, request, batchDoor))
    .options("/v1/ingest", preflight)
    .options("/v1/ingest/batch", preflight)
    .any("/v1/ingest", notAllowed("POST, OPTIONS"))
    .any("/v1/ingest/batch", notAllowed("POST, OPTIONS"))
    .get(
      "/health/live",
      ofHealth((exchange) => exchange.answer(200, '{"status":"live"}')),
    )
    .get(
      "/health/ready",
      ofHealth((exchange) => exchange.answer(health.ready ? 200 : 503, JSON.stringify(health.report()))),
    )
    .get("/metrics", tellMetrics)
    .any("/health/live", notAllowed("GET"))
    .any("/health/ready", notAllowed("GET"))
    .any("/metrics", notAllowed("GET"))
    .any("/*", (response, request) => {
      const door = doors(request.getUrl());
      const method = request.getMethod();
      if (door === undefined) open(response, readHeaders(request), "other")?.refuse("not_found", {}, {}, true);
      else if (method === "post") post(response, request, door);
      else if (method === "options") preflight(response, request);
      else notAllowed("POST, OPTIONS")(response, request);
    });

  let socket: us_listen_socket | false = false;
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        app.listen(host, port, (listening) => {
          socket = listening;
          if (listening) resolve(uws.us_socket_local_port(listening));
          else reject(new Error(`cannot listen on ${host}:${port}`));
        });
      }),
    drain: () => {
      health.hold("draining");
      context.draining = true;
    },
    close: async () => {
      health.hold("draining");
      context.draining = true;
      if (socket) uws.us_listen_socket_close(socket);
      socket = false;
      // Whoever is still sending gets as long as an append may take, and no longer: the process ends within ten seconds.
      const deadlineMs = performance.now() + 6_000;
      while (context.open.size > 0 && performance.now() < deadlineMs)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await batcher.drain();
      clearInterval(sweep);
      batcher.close();
      app.close();
    },
  };
}
