import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate that nobody signed, made for this run. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "ecomind-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=providers.test", "-addext", "subjectAltName=DNS:*.test"];
  const form = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...form, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  const read = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true, force: true });
  return read;
}

/** Frames of an answer in the shape of ChatGPT's web stream. */
export function chatFrames(words: readonly string[]): string[] {
  return [
    'event: delta_encoding\ndata: "v1"\n\n',
    ...words.map((word) => `data: {"v":${JSON.stringify(` ${word}`)}}\n\n`),
    "data: [DONE]\n\n",
  ];
}

export interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly frames: readonly string[];
  /** Milliseconds between frames. @default 0 */
  readonly everyMs?: number;
}

const page = `<!doctype html><html><head><meta charset="utf-8"><title>Chat</title></head><body>
<form><textarea name="prompt" aria-label="Prompt"></textarea><button>Send</button><button type="button" id="stop">Stop</button></form><output></output>
<script>
let stop;
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = document.querySelector("textarea").value;
  document.title = text.slice(0, 60);
  await ask(document.body.dataset.path || "/backend-api/f/conversation", text);
});
document.querySelector("#stop").addEventListener("click", () => stop.abort());
async function ask(path, text) {
  stop = new AbortController();
  const output = document.querySelector("output");
  output.textContent = "…";
  try {
    const response = await fetch(path, {
      method: "POST", signal: stop.signal,
      headers: { "content-type": "application/json", "x-note": encodeURIComponent(text).slice(0, 200) },
      body: JSON.stringify({ prompt: text }),
    });
    output.textContent = response.status + ": " + (await response.text());
  } catch (error) { output.textContent = "stopped"; }
}
</script></body></html>`;

/** Every provider's pages on one loopback port, over HTTP/2. */
export class FakeProviders {
  readonly #server: Http2SecureServer;
  /** What a POST gets. */
  answer: (path: string) => Answer = () => ({ frames: chatFrames(["Hello", "there"]) });
  readonly posts: string[] = [];

  private constructor(server: Http2SecureServer) {
    this.#server = server;
    server.on("request", (request, response) => this.#handle(request, response));
  }

  static async open(): Promise<FakeProviders> {
    const providers = new FakeProviders(createSecureServer({ ...certificate(), allowHTTP1: true }));
    await new Promise<void>((resolve) => providers.#server.listen(0, "127.0.0.1", resolve));
    return providers;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #handle(request: Http2ServerRequest, response: Http2ServerResponse): void {
    request.resume();
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(page);
      return;
    }
    this.posts.push(request.url);
    const { status = 200, contentType = "text/event-stream", frames, everyMs = 0 } = this.answer(request.url);
    response.writeHead(status, { "content-type": contentType });
    if (everyMs === 0) {
      response.end(frames.join(""));
      return;
    }
    let next = 0;
    const timer = setInterval(() => {
      const frame = frames[next++];
      if (frame === undefined || response.destroyed) {
        clearInterval(timer);
        response.end();
      } else response.write(frame);
    }, everyMs);
  }

  async close(): Promise<void> {
    this.#server.close();
    (this.#server as unknown as { closeAllConnections?(): void }).closeAllConnections?.();
  }
}
