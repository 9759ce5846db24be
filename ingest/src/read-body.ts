import type { HttpResponse } from "uWebSockets.js";
import { createGunzip } from "node:zlib";

export type BodyFault = "body_too_large" | "invalid_encoding";

/**
 * Collects a body of at most `mostBytes`, as received and inflated alike; `done` is called once, unless the client hangs
 * up. A body that grows beyond is given up at once, so that a bomb is never inflated.
 */
export function readBody(
  response: HttpResponse,
  { gzip, mostBytes, onBytes }: { gzip: boolean; mostBytes: number; onBytes: (bytes: number) => void },
  done: (body: Buffer | BodyFault) => void,
): void {
  if (gzip) readGzip(response, mostBytes, onBytes, done);
  else readPlain(response, mostBytes, onBytes, done);
}

type Done = (body: Buffer | BodyFault) => void;

function readPlain(response: HttpResponse, mostBytes: number, onBytes: (bytes: number) => void, done: Done): void {
  let parts: Buffer[] | undefined;
  let bytes = 0;
  let ended = false;
  response.onData((chunk, isLast) => {
    if (ended) return;
    bytes += chunk.byteLength;
    if (bytes > mostBytes) {
      ended = true;
      onBytes(bytes);
      done("body_too_large");
      return;
    }
    if (isLast) {
      ended = true;
      onBytes(bytes);
      // The chunk's memory is the server's and gone after this call, within which `done` reads it.
      done(parts === undefined ? Buffer.from(chunk) : Buffer.concat([...parts, Buffer.from(chunk)]));
      return;
    }
    parts ??= [];
    parts.push(Buffer.from(chunk.slice(0)));
  });
}

function readGzip(response: HttpResponse, mostBytes: number, onBytes: (bytes: number) => void, done: Done): void {
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
    else parts.push(part);
  });
  inflate.on("end", () => end(Buffer.concat(parts)));
  inflate.on("error", () => end("invalid_encoding"));
  response.onData((chunk, isLast) => {
    if (ended) return;
    received += chunk.byteLength;
    if (received > mostBytes) {
      end("body_too_large");
      return;
    }
    inflate.write(Buffer.from(chunk.slice(0)));
    if (isLast) inflate.end();
  });
}
