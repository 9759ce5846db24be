import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What becomes of bytes on their way, whether they go on. */
export interface ProxyFaults {
  toStore?(client: Socket): boolean;
  /** @param given bytes of this connection that have come so far, these among them */
  fromStore?(client: Socket, given: number): boolean;
}

/** A way to the store on which faults can be made. */
export async function startStoreProxy(storeUrl: string, faults: ProxyFaults): Promise<{ url: string; stop(): void }> {
  const port = Number(new URL(storeUrl).port);
  const proxy = createServer((client) => {
    const store = connect(port, "127.0.0.1");
    client.on("error", () => store.destroy()).on("close", () => store.destroy());
    store.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("data", (bytes) => void (faults.toStore?.(client) !== false && store.write(bytes)));
    let given = 0;
    store.on("data", (bytes) => {
      given += bytes.length;
      if (faults.fromStore?.(client, given) !== false) client.write(bytes);
    });
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    stop: () => void proxy.close(),
  };
}
