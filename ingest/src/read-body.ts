import type { HttpResponse } from "uWebSockets.js";
import { createGunzip } from "node:zlib";

export type BodyFault = "body_too_large" | "invalid_encoding" | "overloaded";

export interface BodyReading {
  readonly gzip: boolean;
  /** As received and inflated alike. */
  readonly mostBytes: number;
  /** Told once how many were received. */
  readonly onBytes: (bytes: number) => void;
  /** Asked before bytes are kept until the rest is there. @returns whether there is room */
  readonly hold: (bytes: number) => boolean;
}

/**
 * Collects a body of at most `mostBytes`, as received and inflated alike; `done` is called once, unless the client hangs
 * up. A body that grows beyond is given up at once, so that a bomb is never inflated.
 */
export function readBody(response: HttpResponse, reading: BodyReading, done: Done): void {
  if (reading.gzip) readGzip(response, reading, done);
  else readPlain(response, reading, done);
}

type Done = (body: Buffer | BodyFault) => void;

function readPlain(response: HttpResponse, { mostBytes, onBytes, hold }: BodyReading, done: Done): void {
  let parts: Buffer[] | undefined;
  let bytes = 0;
  let ended = false;
  const end = (result: Buffer | BodyFault) => {
    ended = true;
    parts = undefined;
    onBytes(bytes);
    done(result);
  };
  response.onData((chunk, isLast) => {
    if (ended) return;
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return end("body_too_large");
    // The chunk's memory is the server's and gone after this call: `done` reads it at once, or copies it.
    if (isLast) return end(parts === undefined ? Buffer.from(chunk) : Buffer.concat([...parts, Buffer.from(chunk)]));
    if (!hold(chunk.byteLength)) return end("overloaded");
    parts ??= [];
    parts.push(Buffer.from(chunk.slice(0)));
  });
}

function readGzip(response: HttpResponse, { mostBytes, onBytes, hold }: BodyReading, done: Done): void {
  const inflate = createGunzip();
  const parts: Buffer[] = [];
  let received = 0;
  let inflated = 0;
  let ended = false;
  const end = (result: Buffer | BodyFault) => {
    if (ended) return;
    ended = true;
    onBytes(received);
    inflate.destroy();
    done(result);
  };
  inflate.on("data", (part: Buffer) => {
    inflated += part.length;
    if (inflated > mostBytes) end("body_too_large");
    else if (!hold(part.length)) end("overloaded");
    else parts.push(part);
  });
  inflate.on("end", () => end(Buffer.concat(parts)));
  inflate.on("error", () => end("invalid_encoding"));
  response.onData((chunk, isLast) => {
    if (ended) return;
    received += chunk.byteLength;
    if (received > mostBytes) return end("body_too_large");
    if (!hold(chunk.byteLength)) return end("overloaded");
    inflate.write(Buffer.from(chunk.slice(0)));
    if (isLast) inflate.end();
  });
}
