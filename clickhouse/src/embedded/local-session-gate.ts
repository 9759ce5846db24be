import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Who may be `default`. The engine's own first session always signs in as `default` without a password, from the same
 * address as any client; the engine asks this gate, over loopback HTTP, whether that is right. It is, until the gate is
 * shut, before anybody else can connect; from then on nobody is `default`.
 */
export class LocalSessionGate {
  readonly #server = createServer((_, response) => {
    response.statusCode = this.#open ? 200 : 401;
    response.end();
  });
  #open = true;

  /** @returns the port of 127.0.0.1 at which the engine asks. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    this.#server.unref();
    return (this.#server.address() as AddressInfo).port;
  }

  /** The first session is in. */
  shut(): void {
    this.#open = false;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
