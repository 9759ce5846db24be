import { createServer, type RequestListener, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { problemMediaType } from "@ecomind/platform";
import { problem } from "./problems.js";

/** Address and headers of a request together: fifty values of several filters fit; Node's own 16 KiB are soon full. */
const mostHeaderBytes = 64 * 1024;

/** The service's HTTP server: what Node refuses before the service sees it is a problem document too. */
export function createQueryServer(app: RequestListener): Server {
  const server = createServer({ maxHeaderSize: mostHeaderBytes }, app);
  // Longer than load balancers keep theirs: who closes first decides who meets a reset connection.
  server.keepAliveTimeout = 75_000;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Something has been sent on this connection already, or nobody reads it any more.
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    if (error.code === "HPE_HEADER_OVERFLOW") return refuse(socket, 431, JSON.stringify(problem("headers_too_large")));
    refuse(socket, error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400);
  });
  return server;
}

function refuse(socket: Duplex, status: number, body = ""): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "connection: close",
    ...(body === "" ? [] : [`content-type: ${problemMediaType}`]),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
