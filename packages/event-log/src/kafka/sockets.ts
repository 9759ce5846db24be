import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ISocketFactory } from "kafkajs";

/**
 * The sockets of one client, so that it can cut them. kafkajs keeps using a connection that answers no more (a frozen
 * broker, a lost route) until TCP gives up after minutes, and its `disconnect` waits for every answer.
 */
export class Sockets {
  readonly #open = new Map<Socket, string>();
  #closed = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
      : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, 30_000);
    socket.setNoDelay(true);
    this.#open.set(socket, `${host}:${port}`);
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  };

  /** Ends connections with an error, which kafkajs then tells to everybody who waits for an answer. */
  cut(reason: string, broker?: string): void {
    for (const [socket, address] of this.#open)
      if (broker === undefined || broker === address) socket.destroy(new Error(reason));
  }

  /** Whether nothing more is expected of this client: what it says from now on is of no interest. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Cuts what is left. */
  close(): void {
    this.#closed = true;
    this.cut("closed");
  }
}
