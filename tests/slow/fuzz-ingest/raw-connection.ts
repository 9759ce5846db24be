import { connect } from "node:net";
import type { RawRequest } from "./raw-requests.js";

export interface RawAnswer {
  /** Undefined when no status line came. */
  readonly status: number | undefined;
  readonly contentType: string;
  readonly body: string;
}

/** How long an answer may take, in milliseconds; a request that may stay without one waits less. */
const patienceMs = 20_000;
const silenceMs = 150;

/** Sends the chunks on a new connection and reads the first answer, if any. */
export function sendRaw(host: string, port: number, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let received = Buffer.alloc(0);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parse(received.toString("latin1")));
    };
    const timer = setTimeout(end, request.answers === "nothing" ? silenceMs : patienceMs);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received.toString("latin1"))) end();
    });
    socket.on("error", end);
    socket.on("close", end);
    socket.on("connect", async () => {
      for (const chunk of request.chunks) {
        if (socket.destroyed) return;
        socket.write(chunk);
        if (request.pauseMs !== undefined) await new Promise((next) => setTimeout(next, request.pauseMs));
      }
      if (request.hangsUp === true) setTimeout(end, 2);
    });
  });
}

function split(text: string): { head: string; body: string } | undefined {
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? undefined : { head: text.slice(0, at), body: text.slice(at + 4) };
}

function isWhole(text: string): boolean {
  const parts = split(text);
  if (parts === undefined) return false;
  const length = /^content-length: *(\d+)/im.exec(parts.head)?.[1];
  return length !== undefined && parts.body.length >= Number(length);
}

function parse(text: string): RawAnswer {
  const { head = "", body = "" } = split(text) ?? {};
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    contentType: /^content-type: *(\S+)/im.exec(head)?.[1] ?? "",
    body: length === undefined ? body : body.slice(0, Number(length)),
  };
}
