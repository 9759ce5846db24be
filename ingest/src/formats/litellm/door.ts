import { reportsForOthers } from "@ecomind/accounts";
import type { Door, Taking } from "../../door.js";
import { parseJson } from "../../edge.js";
import { answerBatch } from "../event/answer-batch.js";
import { eventOfUse } from "../event-of-use.js";
import { isJson, isNdjson } from "../media-types.js";
import type { OtlpOptions } from "../otlp/door.js";
import { personOf } from "../person.js";
import type { SkipReason, Use } from "../use.js";
import { useOfCall } from "./read-litellm.js";

/** `POST /v1/litellm`: what LiteLLM's generic callback sends of calls, with their messages, which are not read. */
export function litellmDoor({ mostBytes, metrics }: OtlpOptions): Door {
  const taking = (ndjson: boolean): Taking => ({
    mostBytes,
    take(edge, exchange, principal, body, trace) {
      // Lines of JSON are a list without brackets; a line feed inside a text is always escaped.
      const text = ndjson ? Buffer.concat([Buffer.from("["), asList(body), Buffer.from("]")]) : body;
      const parsed = parseJson(text, exchange);
      if (parsed === undefined) return;
      const uses: Use[] = [];
      const skipped = new Map<SkipReason, number>();
      for (const call of Array.isArray(parsed.value) ? parsed.value : [parsed.value]) {
        const use = useOfCall(call);
        if (typeof use === "string") skipped.set(use, (skipped.get(use) ?? 0) + 1);
        else uses.push(use);
      }
      for (const [reason, count] of skipped) metrics.skipped.inc({ door: "litellm", reason }, count);
      if (uses.length === 0) return exchange.answer(202, '{"accepted":0,"rejected":0,"results":[]}');
      const person = personOf(principal);
      const namesOthers = reportsForOthers(principal);
      answerBatch(
        edge,
        exchange,
        principal,
        uses.map((use) => eventOfUse(use, person, namesOthers)),
        trace,
      );
    },
  });
  const [list, lines] = [taking(false), taking(true)];
  return {
    route: "litellm",
    open({ contentType }) {
      if (isJson(contentType)) return list;
      return isNdjson(contentType) ? lines : "unsupported_media_type";
    },
  };
}

const asList = (body: Buffer): Buffer =>
  Buffer.from(
    body
      .toString("utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .join(","),
  );
