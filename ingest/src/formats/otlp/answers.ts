import type { ProblemCode } from "../../problems.js";
import { problemTable } from "../../problems.js";
import type { Signal } from "./read-otlp.js";

/** A body as it goes out, with its media type. */
export interface OtlpAnswer {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

const mediaType = (protobuf: boolean): string => (protobuf ? "application/x-protobuf" : "application/json");

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** A message of a number in one field and a text in another, as both answers are. */
function numberAndText(numberField: number, number: number, textField: number, text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([
    Buffer.from([
      ...(number === 0 ? [] : [numberField * 8, ...varint(number)]),
      textField * 8 + 2,
      ...varint(bytes.length),
    ]),
    bytes,
  ]);
}

const rejectedName = { traces: "rejectedSpans", logs: "rejectedLogRecords", metrics: "rejectedDataPoints" } as const;

/** What was taken: nothing to say, or how many records could not be. */
export function exportAnswer(signal: Signal, protobuf: boolean, rejected: number, message: string): OtlpAnswer {
  const contentType = mediaType(protobuf);
  if (message === "") return { body: protobuf ? "" : "{}", contentType };
  if (!protobuf)
    return {
      body: JSON.stringify({ partialSuccess: { [rejectedName[signal]]: String(rejected), errorMessage: message } }),
      contentType,
    };
  const partial = numberAndText(1, rejected, 2, message);
  return { body: Buffer.concat([Buffer.from([1 * 8 + 2, ...varint(partial.length)]), partial]), contentType };
}

/** Codes of gRPC, which OTLP's `Status` has over HTTP as well. */
const statusCodes: Readonly<Record<number, number>> = { 401: 16, 403: 7, 404: 5, 429: 8, 503: 14 };

/**
 * A refusal as exporters read it. They try again after 429 and 503 alone, so that a body that came too slowly is answered
 * with 503.
 */
export function statusAnswer(code: ProblemCode, protobuf: boolean): OtlpAnswer & { readonly status: number } {
  const { status: own, title } = problemTable[code];
  const status = own === 408 ? 503 : own;
  const grpc = statusCodes[status] ?? 3;
  const message = `${code}: ${title}`;
  return {
    status,
    body: protobuf ? numberAndText(1, grpc, 2, message) : JSON.stringify({ code: grpc, message }),
    contentType: mediaType(protobuf),
  };
}
