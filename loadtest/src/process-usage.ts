import { readFileSync } from "node:fs";

/** Ticks of `/proc/PID/stat` in a second: USER_HZ, 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU that processes have used since they began, all threads, user and system, in microseconds. */
export function cpuUs(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in parentheses, which may hold anything; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (ticks / ticksPerSecond) * 1_000_000;
}

/** Resident memory of processes together, in MiB. */
export interface Resident {
  /** Their own: heap, stacks, buffers. */
  readonly anonymous: number;
  /** Pages of files, such as the embedded log's, that the kernel keeps for them and takes back when it needs room. */
  readonly mapped: number;
}

export function resident(pids: readonly number[]): Resident {
  const sum = (field: string) =>
    pids.reduce((kib, pid) => {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return kib + Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    }, 0) / 1024;
  return { anonymous: sum("RssAnon"), mapped: sum("RssFile") + sum("RssShmem") };
}
