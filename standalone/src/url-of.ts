/** An address that this machine can be reached at, of one to listen on. */
const reachable = (host: string): string => ({ "0.0.0.0": "127.0.0.1", "::": "::1" })[host] ?? host;

/** The URL of a service of this machine, by the address that it listens on. */
export function urlOf(host: string, port: number): string {
  const address = reachable(host);
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
