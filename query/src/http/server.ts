import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server, type ServerOptions, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { problemMediaType } from "@ecomind/platform";
import { type ProblemCode, problem } from "./problems.js";

/** Within which a request's headers must be there, in milliseconds: until then up to `mostHeaderBytes` are kept for anybody. */
const headersPatienceMs = 15_000;

/** Address and headers of a request together: fifty values of several filters fit; Node's own 16 KiB are soon full. */
const mostHeaderBytes = 64 * 1024;

/** What Node says of a request that it cannot read to its end; anything else is no HTTP. */
const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/**
 * The service's HTTP server: what Node refuses before the service sees it is a problem document too.
 * @param options of Node's server, besides
 */
export function createQueryServer(app: RequestListener, options: ServerOptions = {}): Server {
  const listener: RequestListener = (request, response) => {
    if (request.headers.host !== undefined || request.httpVersion !== "1.1") return app(request, response);
    const { status, headers, body } = refusal("malformed_request");
    response.writeHead(status, headers).end(body);
  };
  // Without a host, Node's own answer would be empty.
  const server = createServer(
    {
      headersTimeout: headersPatienceMs,
      connectionsCheckingInterval: headersPatienceMs / 3,
      ...options,
      maxHeaderSize: mostHeaderBytes,
      requireHostHeader: false,
    },
    listener,
  );
  // Longer than load balancers keep theirs: who closes first decides who meets a reset connection.
  server.keepAliveTimeout = 75_000;
  // As is the answer to an expectation that it does not know, which may be passed over (RFC 9110, 10.1.1).
  server.on("checkExpectation", listener);
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Something has been sent on this connection already, or nobody reads it any more.
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const { status, headers, body } = refusal(codes[error.code ?? ""] ?? "malformed_request");
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
  });
  return server;
}

function refusal(code: ProblemCode): { status: number; headers: Readonly<Record<string, string>>; body: string } {
  const requestId = randomUUID();
  const document = problem(code, { request_id: requestId });
  const body = JSON.stringify(document);
  return {
    status: document.status,
    headers: {
      connection: "close",
      "x-request-id": requestId,
      "content-type": problemMediaType,
      "x-content-type-options": "nosniff",
      "content-length": String(Buffer.byteLength(body)),
    },
    body,
  };
}
