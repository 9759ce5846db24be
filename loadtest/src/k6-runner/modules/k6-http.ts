import { Pool } from "undici";
import { secondsOf } from "../arrivals.js";
import { run } from "../run-state.js";

/** Which statuses count as expected in `http_req_failed`. */
type ResponseCallback = (status: number) => boolean;

interface Params {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default "60s", as k6 has it */
  readonly timeout?: string;
  readonly responseCallback?: ResponseCallback;
}

interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly body: string;
  readonly error: string;
  json(): unknown;
}

const usual: ResponseCallback = (status) => status >= 200 && status < 400;
const connections = 512;
const pools = new Map<string, Pool>();

function poolOf(origin: string): Pool {
  const known = pools.get(origin);
  if (known !== undefined) return known;
  // Shorter than the edge's own limit, so that no request meets a close.
  const pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 4_000 });
  pools.set(origin, pool);
  return pool;
}

async function asyncRequest(
  method: string,
  address: string,
  body: string | null,
  params: Params = {},
): Promise<Answer> {
  const url = new URL(address);
  const timeoutMs = secondsOf(params.timeout ?? "60s") * 1_000;
  const beganMs = performance.now();
  let status = 0;
  let text = "";
  let error = "";
  try {
    const answer = await poolOf(url.origin).request({
      method: method as "GET",
      path: `${url.pathname}${url.search}`,
      ...(body === null ? {} : { body }),
      headers: { ...params.headers },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    text = await answer.body.text();
    status = answer.statusCode;
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  }
  const { metrics } = run;
  metrics.add("http_req_duration", performance.now() - beganMs, params.tags);
  metrics.add("http_req_failed", (params.responseCallback ?? usual)(status) ? 0 : 1, params.tags);
  metrics.add("http_reqs", 1, params.tags);
  return { status, body: text, error, json: () => JSON.parse(text) };
}

/** As k6 has it, of single statuses and of ranges. */
const expectedStatuses =
  (...expected: readonly (number | { readonly min: number; readonly max: number })[]): ResponseCallback =>
  (status) =>
    expected.some((one) => (typeof one === "number" ? one === status : status >= one.min && status <= one.max));

/** Closes all connections. */
export async function closeConnections(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.close()));
}

export default { asyncRequest, expectedStatuses };
