import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { PackingFault } from "./packing/lz4.js";
import { encodings, unpack, unpackNative } from "./packing/unpack.js";

/**
 * Bytes of one answer. The engine counts an answer's columns as it holds them, which says little about the text: an
 * enumeration's name of 50 kB is one byte of a row in memory, and 50 kB of each row that is sent.
 */
const mostAnswerBytes = 64_000_000;

/** What is read of a refusal; the engine repeats the value that it cannot read. */
const mostRefusalBytes = 64_000;
const mostUnpackedBytes = 1_000_000;

export const answerTooLarge = (): ProblemError =>
  new ProblemError(problem("too_much", { detail: "The answer is more than 64 MB." }));

/**
 * An answer's bytes as they come. Whoever stops reading closes the connection to the engine.
 * @throws ProblemError too_much beyond the limit, without what crosses it
 */
export async function* answerBytes({ body }: Response, mostBytes = mostAnswerBytes): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw answerTooLarge();
    yield chunk;
  }
}

/** All of an answer. @throws ProblemError too_much, or whatever broke the connection */
export async function answerText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answerBytes(response)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/**
 * The begin of what the engine says when it refuses.
 * @param isNative the answer was asked for in ClickHouse's own blocks; an error before that was read is not in them
 * @throws whatever broke the connection
 */
export async function refusalText(response: Response, isNative: boolean): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answerBytes(response, Number.POSITIVE_INFINITY)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostRefusalBytes) break;
  }
  let text: Buffer = Buffer.concat(chunks);
  try {
    const encoding = encodings.find((known) => known === response.headers.get("content-encoding"));
    if (encoding !== undefined) text = unpack(text, encoding, mostUnpackedBytes);
    if (isNative && !isPlain(text)) text = unpackNative(text, mostUnpackedBytes);
  } catch (error) {
    // Cut off above: its code, which stands in a header, says enough.
    if (!(error instanceof PackingFault)) throw error;
    return "";
  }
  return text.toString().slice(0, mostRefusalBytes);
}

const isPlain = (text: Buffer): boolean => text.subarray(0, 6).toString() === "Code: ";
