import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Health } from "./health.js";
import type { Registry } from "./metrics.js";
import { metricsGate } from "./metrics-gate.js";

export interface AdminServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Takes any free port when somebody else has that one. @default false */
  readonly orAnyPort?: boolean;
  readonly health: Health;
  readonly metrics: Registry;
  /** What `/metrics` asks for. Absent: they are served at an address of this machine alone, and else not. */
  readonly metricsToken?: string | undefined;
  /** More GET routes; each returns a JSON value. */
  readonly routes?: Readonly<Record<string, (query: URLSearchParams) => Promise<unknown> | unknown>>;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

/** `/health/live`, `/health/ready` and `/metrics` for a service that has no other HTTP interface. */
export async function startAdminServer(options: AdminServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { health, metrics, metricsToken, routes = {} } = options;
  const gate = metricsToken === undefined && isLoopback(options.host) ? () => undefined : metricsGate(metricsToken);
  const server: Server = createServer((request, response) => {
    // Taken apart by hand: `URL` throws on what a request line may well say, such as `//`, and that would end the process.
    const [path = "", query] = (request.url ?? "").split("?", 2);
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    };
    const fault = path === "/metrics" ? gate(request.headers.authorization) : undefined;
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (request.method !== "GET") json(405, { code: "method_not_allowed" });
    else if (path === "/health/live") json(200, { status: "live" });
    else if (path === "/health/ready") json(health.ready ? 200 : 503, health.report());
    else if (fault !== undefined) json(fault === "not_found" ? 404 : 401, { code: fault });
    else if (path === "/metrics")
      metrics.metrics().then(
        (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
        () => json(500, { code: "metrics_failed" }),
      );
    else if (route)
      Promise.resolve()
        .then(() => route(new URLSearchParams(query)))
        .then(
          (body) => json(200, body),
          () => json(503, { code: "unavailable" }),
        );
    else json(404, { code: "not_found" });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, options.host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  await listen(options.port).catch(async (error: NodeJS.ErrnoException) => {
    if (options.orAnyPort !== true || error.code !== "EADDRINUSE") throw error;
    await listen(0);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
