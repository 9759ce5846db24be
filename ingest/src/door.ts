import type { HttpRequest } from "uWebSockets.js";
import type { Principal } from "@ecomind/accounts";
import type { Edge } from "./edge.js";
import type { Exchange, ProblemWriter } from "./exchange.js";
import type { PostRoute } from "./metrics.js";
import type { ProblemCode } from "./problems.js";
import type { RequestHeaders } from "./request-headers.js";

/** What a door does with one request's body. */
export interface Taking {
  /** Largest body, as received and inflated, in bytes. */
  readonly mostBytes: number;
  /** The body is only valid during the call. @param trace `traceparent` to hand on, "" without one */
  take(edge: Edge, exchange: Exchange, principal: Principal, body: Buffer, trace: string): void;
}

/** A way in: a route, and what its bodies mean. */
export interface Door {
  /** Value of the label `route` of metrics. */
  readonly route: PostRoute;
  /** How the door refuses, where that is no problem document. */
  problemsFor?(headers: RequestHeaders): ProblemWriter;
  /** Looks at a request before its body arrives. @returns why it is refused */
  open(headers: RequestHeaders, request: HttpRequest): Taking | ProblemCode;
}
