import type { HttpResponse } from "uWebSockets.js";
import { createGunzip } from "node:zlib";

export type BodyFault = "body_too_large" | "invalid_encoding" | "overloaded";

/** A refused body is read to its end, unless that is further off than this, in bytes. */
export const mostDiscardedBytes = 8 * 1024 ** 2;

export interface BodyReading {
  readonly gzip: boolean;
  /** As received and inflated alike. */
  readonly mostBytes: number;
  /** Called once with the number of bytes received. */
  readonly onBytes: (bytes: number) => void;
  /** Asked before bytes are kept until the rest is there. @returns whether there is room */
  readonly hold: (bytes: number) => boolean;
  /**
   * Where the sender is not known yet: nothing more is read from its connection after the first bytes, and they are
   * neither inflated nor looked at before `accept`. Absent: the sender is known.
   */
  readonly untilKnown?:
    | { readonly pause: () => void /** All of it is there. */; readonly arrived: () => void }
    | undefined;
}

/** A body that waits for its sender to be known. */
export interface WaitingBody {
  /** The sender is known: what has arrived is read, and what follows. */
  accept(): void;
  /** The sender is refused: nothing is kept, and `done` is not called any more. */
  refuse(): void;
}

/** @param unread the client is still sending: the connection can only be cut */
type Done = (body: Buffer | BodyFault, unread: boolean) => void;

/** What becomes of the bytes of one body. */
interface Sink {
  /** The memory is the server's, and gone after the call. @returns why the body is refused, if it is */
  take(chunk: ArrayBuffer, isLast: boolean): BodyFault | undefined;
  /** After the last bytes. */
  finish(done: (body: Buffer | BodyFault) => void): void;
  /** Frees what it holds. */
  drop(): void;
}

/**
 * Collects a body of at most `mostBytes`, as received and inflated alike; `done` is called once, unless the client hangs
 * up. Of a body that is refused nothing more is kept, and a bomb is never inflated, but what is on its way is read: a
 * connection that is closed before that is reset, and the reset may overtake the answer. Without room the answer comes at
 * once all the same.
 */
export function readBody(response: HttpResponse, reading: BodyReading, done: Done): WaitingBody {
  const sink = reading.gzip ? inflating(reading) : collecting(reading);
  /** What came before its sender was known. */
  let waiting: { readonly chunk: ArrayBuffer; readonly isLast: boolean }[] | undefined =
    reading.untilKnown === undefined ? undefined : [];
  let bytes = 0;
  let fault: BodyFault | undefined;
  let ended = false;
  const end = (result: Buffer | BodyFault, unread: boolean) => {
    ended = true;
    waiting = undefined;
    sink.drop();
    reading.onBytes(bytes);
    done(result, unread);
  };
  /** Keeps a chunk until the sender is known. @returns why not */
  const keep = (kept: NonNullable<typeof waiting>, chunk: ArrayBuffer, isLast: boolean): BodyFault | undefined => {
    if (!reading.hold(chunk.byteLength)) return "overloaded";
    kept.push({ chunk: chunk.slice(0), isLast });
    if (isLast) reading.untilKnown?.arrived();
    else reading.untilKnown?.pause();
    return undefined;
  };
  const take = (chunk: ArrayBuffer, isLast: boolean) => {
    if (fault === undefined) {
      fault = bytes > reading.mostBytes ? "body_too_large" : sink.take(chunk, isLast);
      if (fault !== undefined) sink.drop();
    }
    if (fault === undefined && isLast) sink.finish((result) => end(result, false));
    else if (fault !== undefined && (isLast || fault === "overloaded" || bytes > mostDiscardedBytes))
      end(fault, !isLast);
  };
  response.onData((chunk, isLast) => {
    if (ended) return;
    bytes += chunk.byteLength;
    if (waiting === undefined) return take(chunk, isLast);
    const full = keep(waiting, chunk, isLast);
    if (full !== undefined) end(full, !isLast);
  });
  return {
    accept() {
      const kept = waiting ?? [];
      waiting = undefined;
      for (const { chunk, isLast } of kept) if (!ended) take(chunk, isLast);
    },
    refuse() {
      if (ended) return;
      ended = true;
      waiting = undefined;
      sink.drop();
      reading.onBytes(bytes);
    },
  };
}

function collecting({ hold }: BodyReading): Sink {
  let parts: Buffer[] = [];
  let body: Buffer | undefined;
  return {
    take(chunk, isLast) {
      // The last chunk is read at once, or copied, by the caller.
      if (isLast) body = parts.length === 0 ? Buffer.from(chunk) : Buffer.concat([...parts, Buffer.from(chunk)]);
      else if (hold(chunk.byteLength)) parts.push(Buffer.from(chunk.slice(0)));
      else return "overloaded";
      return undefined;
    },
    finish: (done) => done(body ?? Buffer.alloc(0)),
    drop() {
      parts = [];
    },
  };
}

function inflating({ mostBytes, hold }: BodyReading): Sink {
  const inflate = createGunzip();
  let parts: Buffer[] = [];
  let inflated = 0;
  let fault: BodyFault | undefined;
  let finished: ((body: Buffer | BodyFault) => void) | undefined;
  const fail = (why: BodyFault) => {
    fault ??= why;
    parts = [];
    inflate.destroy();
    finished?.(fault);
    finished = undefined;
  };
  inflate.on("data", (part: Buffer) => {
    inflated += part.length;
    if (inflated > mostBytes) fail("body_too_large");
    else if (!hold(part.length)) fail("overloaded");
    else parts.push(part);
  });
  inflate.on("end", () => finished?.(Buffer.concat(parts)));
  inflate.on("error", () => fail("invalid_encoding"));
  return {
    take(chunk, isLast) {
      if (fault !== undefined) return fault;
      if (!hold(chunk.byteLength)) return "overloaded";
      inflate.write(Buffer.from(chunk.slice(0)));
      if (isLast) inflate.end();
      return undefined;
    },
    finish(done) {
      if (fault === undefined) finished = done;
      else done(fault);
    },
    drop() {
      finished = undefined;
      parts = [];
      inflate.destroy();
    },
  };
}
