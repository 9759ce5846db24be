import type { HttpRequest } from "uWebSockets.js";
import { limits } from "@ecomind/contract";
import type { Door, Taking } from "../../door.js";
import { parseJson } from "../../edge.js";
import { answerBatch } from "../event/answer-batch.js";
import { answerOne } from "../event/answer-one.js";
import { isCloudEvent, isCloudEventBatch, isJson } from "../media-types.js";
import { envelopeOfHeaders, eventOfEnvelope } from "./read-cloudevents.js";

const mostBytes = limits.bodyBytes;

const structured: Taking = {
  mostBytes,
  take(edge, exchange, principal, body, trace) {
    const parsed = parseJson(body, exchange);
    if (parsed !== undefined) answerOne(edge, exchange, principal, eventOfEnvelope(parsed.value), trace);
  },
};

const batch: Taking = {
  mostBytes,
  take(edge, exchange, principal, body, trace) {
    const parsed = parseJson(body, exchange);
    if (parsed === undefined) return;
    const most = edge.options.maxBatchEvents;
    const { value } = parsed;
    if (!Array.isArray(value) || value.length === 0 || value.length > most)
      return exchange.refuse("invalid_batch", { detail: `A batch is a list of 1 to ${most} CloudEvents.` });
    answerBatch(edge, exchange, principal, value.map(eventOfEnvelope), trace);
  },
};

/** The mode in which headers carry the attributes, and the body is the data. */
function binary(request: HttpRequest): Taking {
  const attributes = new Map<string, string>();
  request.forEach((name, value) => {
    if (name.startsWith("ce-")) attributes.set(name.slice(3), value);
  });
  return {
    mostBytes,
    take(edge, exchange, principal, body, trace) {
      const parsed = parseJson(body, exchange);
      if (parsed === undefined) return;
      answerOne(edge, exchange, principal, eventOfEnvelope(envelopeOfHeaders(attributes, parsed.value)), trace);
    },
  };
}

/** `POST /v1/cloudevents`: CloudEvents 1.0 whose data is an event, in each of the three modes. */
export const cloudEventsDoor: Door = {
  route: "cloudevents",
  open({ contentType }, request) {
    if (isCloudEvent(contentType)) return structured;
    if (isCloudEventBatch(contentType)) return batch;
    return isJson(contentType) ? binary(request) : "unsupported_media_type";
  },
};
