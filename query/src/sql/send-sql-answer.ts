import { ProblemError } from "@ecomind/platform";
import type { Response } from "express";
import { drained, readerPatienceMs } from "../http/drained.js";
import { problem } from "../http/problems.js";

/** What is held back before the status is sent: an error up to there is a problem document. */
const heldBackBytes = 256_000;

/** A page of the dashboards holds its answer whole, and so does the service: the browser is told when it is too large. */
const mostPageBytes = 4_000_000;

const pageTooLarge = (): ProblemError =>
  new ProblemError(
    problem("too_much", { detail: "The answer is more than 4 MB. Add a LIMIT, or ask with an API key." }),
  );

/**
 * Sends an answer's bytes as they come, no faster than they are read. A fault behind the first ones breaks the connection
 * off: JSON that was cut off is no JSON.
 * @param signal aborts when the connection closes
 * @param forPage the reader is a browser
 * @param beforeFirst is waited for before the first byte leaves; where it throws, none does
 * @throws what the bytes throw; ProblemError too_much for a page
 */
export async function sendSqlAnswer(
  response: Response,
  bytes: AsyncIterable<Uint8Array>,
  {
    signal,
    forPage,
    beforeFirst,
  }: { readonly signal: AbortSignal; readonly forPage: boolean; readonly beforeFirst: () => Promise<void> },
): Promise<void> {
  let held: Uint8Array[] = [];
  let size = 0;
  let isHolding = true;
  for await (const piece of bytes) {
    size += piece.length;
    if (forPage && size > mostPageBytes) throw pageTooLarge();
    if (isHolding) held.push(piece);
    if (forPage || size < heldBackBytes) continue;
    const next = isHolding ? Buffer.concat(held) : piece;
    if (isHolding) {
      await beforeFirst();
      response.type("application/json");
      isHolding = false;
      held = [];
    }
    if (!response.write(next)) await drained(response, signal, readerPatienceMs);
  }
  if (!isHolding) return void response.end();
  await beforeFirst();
  response.type("application/json").end(Buffer.concat(held));
}
