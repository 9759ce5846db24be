import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Who may be `default`. The engine's own first session always signs in as `default` without a password, from the same
 * address as any client; the engine asks this gate, over loopback HTTP, whether that is right. It is, once: until the
 * gate is shut. From then on `default` needs its configured password, and without one nobody is let in.
 */
export class LocalSessionGate {
  readonly #server = createServer((request, response) => {
    response.statusCode = this.#open || this.#matches(request.headers.authorization) ? 200 : 401;
    response.end();
  });
  readonly #expected: Buffer | undefined;
  #open = true;

  constructor(password: string | undefined) {
    this.#expected = password ? Buffer.from(`default:${password}`) : undefined;
  }

  /** @returns the URL that the engine asks. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    this.#server.unref();
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** The first session is in. */
  shut(): void {
    this.#open = false;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #matches(header: string | undefined): boolean {
    const given = Buffer.from(header?.match(/^Basic (\S+)$/)?.[1] ?? "", "base64");
    const expected = this.#expected;
    return expected !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
  }
}
