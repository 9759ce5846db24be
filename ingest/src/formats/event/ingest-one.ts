import type { Principal } from "@ecomind/accounts";
import { type Edge, parseJson } from "../../edge.js";
import type { Exchange } from "../../exchange.js";
import { answerOne } from "./answer-one.js";

/** `POST /v1/ingest`: one event; 202 once it is durable. */
export function ingestOne(edge: Edge, exchange: Exchange, principal: Principal, body: Buffer, trace: string): void {
  const parsed = parseJson(body, exchange);
  if (parsed !== undefined) answerOne(edge, exchange, principal, parsed.value, trace);
}
