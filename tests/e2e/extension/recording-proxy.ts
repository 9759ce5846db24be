import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** What happens to a request: it passes, is refused before the edge, or its answer is lost after it. */
export type Fate = "pass" | "refuse" | "lose";

/** Stands before an edge, keeps everything that comes, and does to it what networks do. */
export class RecordingProxy {
  readonly #server: Server;
  readonly #target: string;
  /** Headers and bodies, as text. */
  readonly seen: string[] = [];
  readonly bodyBytes: number[] = [];
  fate: () => Fate = () => "pass";

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async open(target: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(body).toString() : body.toString();
    this.seen.push(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${text}`);
    if (request.method === "POST") this.bodyBytes.push(body.length);
    const fate = request.method === "POST" ? this.fate() : "pass";
    if (fate === "refuse") {
      response.writeHead(503, { "retry-after": "1", "access-control-allow-origin": request.headers.origin ?? "*" });
      response.end("{}");
      return;
    }
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await fetch(`${this.#target}${request.url}`, {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
    });
    const answered = Buffer.from(await answer.arrayBuffer());
    if (fate === "lose") {
      response.destroy();
      return;
    }
    const passed = Object.fromEntries([...answer.headers].filter(([name]) => !/^(transfer|content-l|conn)/.test(name)));
    response.writeHead(answer.status, passed);
    response.end(answered);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
