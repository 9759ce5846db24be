import type { HttpResponse } from "uWebSockets.js";
import {
  formatTraceparent,
  type ProblemDocument,
  parseTraceparent,
  problemMediaType,
  type Span,
  type Tracing,
} from "@ecomind/platform";
import type { EdgeMetrics } from "./metrics.js";
import { type ProblemCode, problem, problemTable } from "./problems.js";
import type { RequestHeaders } from "./request-headers.js";

/** Status lines by code. */
const statusLines: Readonly<Record<number, string>> = {
  200: "200 OK",
  202: "202 Accepted",
  204: "204 No Content",
  400: "400 Bad Request",
  401: "401 Unauthorized",
  403: "403 Forbidden",
  404: "404 Not Found",
  405: "405 Method Not Allowed",
  408: "408 Request Timeout",
  413: "413 Content Too Large",
  415: "415 Unsupported Media Type",
  421: "421 Misdirected Request",
  429: "429 Too Many Requests",
  503: "503 Service Unavailable",
};

/**
 * Seconds for which an idle connection surely stays open. uWebSockets.js closes it after 8 to 12 s, which no setting changes;
 * a client that keeps to what is announced never sends into that close.
 */
export const idleSeconds = 7;
const keepAlive = `timeout=${idleSeconds}`;

/** After how many seconds a client may try again, where the answer says nothing more exact. */
const retryAfterAny = { "retry-after": "5" };

/** How a door writes refusals that are no problem documents. */
export type ProblemWriter = (code: ProblemCode) => {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly contentType: string;
};

/** What all exchanges of an edge share. */
export interface ExchangeContext {
  readonly metrics: EdgeMetrics;
  /** Whether an origin may read answers. */
  readonly allowsOrigin: (origin: string) => boolean;
  /** Connections are closed after their answer: the process is ending. */
  draining: boolean;
  readonly open: Set<Exchange>;
}

/**
 * One request and its answer. A response of uWebSockets.js is gone once the client hung up, and must be written within a
 * cork: both are kept here.
 */
export class Exchange {
  readonly #response: HttpResponse;
  readonly #context: ExchangeContext;
  readonly #route: string;
  readonly #origin: string;
  readonly #chunked: boolean;
  /** Whether the client asked for the end of its connection; uWebSockets.js ends it by itself then. */
  readonly #last: boolean;
  readonly startedMs: number;
  /** Called when the client hangs up before it is answered. */
  onHangUp: (() => void) | undefined;
  /** Absent: problem documents. */
  writeProblem: ProblemWriter | undefined;
  /** From here on it is the edge that takes time: the body is there, or is not waited for. */
  #receivedMs: number;
  #done = false;
  #hungUp = false;
  #paused = false;
  #span: Span | undefined;

  constructor(response: HttpResponse, headers: RequestHeaders, route: string, context: ExchangeContext) {
    this.#response = response;
    this.#context = context;
    this.#route = route;
    this.#origin = headers.origin;
    this.#chunked = headers.transferEncoding !== "";
    this.#last = headers.connection.toLowerCase() === "close";
    this.startedMs = performance.now();
    this.#receivedMs = this.startedMs;
    context.open.add(this);
    response.onAborted(() => {
      this.#done = true;
      this.#hungUp = true;
      context.open.delete(this);
      this.onHangUp?.();
      context.metrics.unanswered.inc({ route });
      this.#span?.end({}, "the client hung up");
    });
  }

  /** The whole body is there, or as much of it as is read. */
  received(): void {
    this.#receivedMs = performance.now();
  }

  /** Begins a span that ends with the answer. @returns the context to hand on, "" when the trace is not kept */
  trace(tracing: Tracing, traceparent: string): string {
    this.#span = tracing.start(`POST ${this.#route}`, { kind: "server", parent: parseTraceparent(traceparent) });
    const { context } = this.#span;
    return context.sampled ? formatTraceparent(context) : "";
  }

  /** Answered, or the client hung up. */
  get done(): boolean {
    return this.#done;
  }

  /** Reads nothing more from the connection. */
  pause(): void {
    if (this.#done || this.#paused) return;
    this.#paused = true;
    this.#response.pause();
  }

  /** One that was not paused must not be resumed: uWebSockets.js resets its connection with the next request. */
  resume(): void {
    if (this.#done || !this.#paused) return;
    this.#paused = false;
    this.#response.resume();
  }

  /** @param close whether the connection ends with this answer */
  answer(
    status: number,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
    close = false,
  ): void {
    if (this.#done) return;
    this.#done = true;
    const { metrics, draining } = this.#context;
    metrics.requests.add(`${this.#route} ${status}`);
    metrics.answered(this.#route, status, this.#receivedMs);
    this.#span?.end({ "http.response.status_code": status }, status >= 500 ? String(status) : undefined);
    // uWebSockets.js takes chunks whose framing others would refuse. What follows such a body is never read as a request.
    if (close || this.#chunked) {
      // An answer that is given at once does not stop the parser, which reads on in what has arrived with this request; while
      // one is due, another request in it ends the connection.
      setImmediate(() => this.#write(status, body, headers, true));
    } else this.#write(status, body, headers, draining);
  }

  #write(status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>>, ends: boolean): void {
    const { open, allowsOrigin } = this.#context;
    open.delete(this);
    if (this.#hungUp) return;
    this.#response.cork(() => {
      const response = this.#response.writeStatus(statusLines[status] ?? String(status));
      const type = headers["content-type"];
      if (type !== undefined || body.length > 0) response.writeHeader("content-type", type ?? "application/json");
      for (const name in headers) if (name !== "content-type") response.writeHeader(name, headers[name] as string);
      if (!ends && !this.#last) {
        response.writeHeader("connection", "keep-alive");
        response.writeHeader("keep-alive", keepAlive);
      }
      if (this.#origin !== "" && allowsOrigin(this.#origin)) {
        response.writeHeader("access-control-allow-origin", this.#origin);
        response.writeHeader("access-control-expose-headers", "ratelimit, ratelimit-policy, retry-after");
        response.writeHeader("vary", "origin");
      }
      // With `Connection: close` when it ends.
      response.end(body, ends);
    });
  }

  /** Answers with a problem document. */
  refuse(
    code: ProblemCode,
    extra: Partial<ProblemDocument> = {},
    headers: Readonly<Record<string, string>> = {},
    close = false,
  ): void {
    if (this.writeProblem !== undefined) {
      const { status, body, contentType } = this.writeProblem(code);
      this.answer(
        status,
        body,
        { ...(status === 503 ? retryAfterAny : undefined), ...headers, "content-type": contentType },
        close,
      );
      return;
    }
    const { status } = problemTable[code];
    const challenge =
      status === 401 ? { "www-authenticate": 'Bearer realm="ecomind", ApiKey header="x-api-key"' } : undefined;
    this.answer(
      status,
      JSON.stringify(problem(code, extra)),
      { "content-type": problemMediaType, ...challenge, ...headers },
      close,
    );
  }
}
