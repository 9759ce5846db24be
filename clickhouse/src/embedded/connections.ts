import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { libc } from "./native.js";

const established = "01";
const both = 2;

/**
 * Cuts every connection that this process has accepted on a port. The engine waits for its clients when it stops, and
 * a client that keeps an idle connection open would hold it until the time-out.
 * @returns how many were cut.
 */
export function cutConnections(port: number): number {
  const accepted = new Set<string>();
  for (const table of ["/proc/self/net/tcp", "/proc/self/net/tcp6"]) {
    for (const line of read(table).split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || inode === undefined || state !== established) continue;
      if (Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16) === port) accepted.add(`socket:[${inode}]`);
    }
  }
  let cut = 0;
  for (const fd of readdirSync("/proc/self/fd")) {
    if (!accepted.has(target(`/proc/self/fd/${fd}`))) continue;
    if (libc().shutdown(Number(fd), both) === 0) cut += 1;
  }
  return cut;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
