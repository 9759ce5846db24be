import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between clients and one broker, and breaks what passes through it. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #target: number | undefined;
  #stalled = false;
  #loseAnswers = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (client) => this.#pass(client));
    server.unref();
  }

  /** Listens on a free port of 127.0.0.1; connections are refused until there is a target. */
  static async listen(): Promise<TcpProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new TcpProxy(server);
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  set target(port: number) {
    this.#target = port;
  }

  #pass(client: Socket): void {
    if (this.#target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const broker = connect({ port: this.#target, host: "127.0.0.1", noDelay: true });
    const pair = [client, broker] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      broker.destroy();
    };
    for (const socket of pair) {
      socket.unref();
      socket.on("error", end);
      socket.on("close", end);
      if (this.#stalled) socket.pause();
    }
    client.on("data", (bytes) => broker.write(bytes));
    broker.on("data", (bytes) => {
      if (this.#loseAnswers === 0) {
        client.write(bytes);
        return;
      }
      this.#loseAnswers -= 1;
      client.resetAndDestroy();
      end();
    });
  }

  /** Resets every connection. */
  cut(): void {
    for (const [client, broker] of this.#pairs) {
      client.resetAndDestroy();
      broker.resetAndDestroy();
    }
  }

  /** The broker does what it is asked, but its next answers never arrive: their connections are reset instead. */
  loseAnswers(count: number): void {
    this.#loseAnswers = count;
  }

  /** Connections stay open and nothing passes, until it is called with false. */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
    for (const pair of this.#pairs)
      for (const socket of pair)
        if (stalled) socket.pause();
        else socket.resume();
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
