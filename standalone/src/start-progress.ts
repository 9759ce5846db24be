import { readFileSync, statSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";

/** How long a process that starts is waited for; milliseconds. A slow machine is no fault: one that does nothing is. */
export interface StartPatience {
  /** Without any sign of work. */
  readonly quietMs: number;
  /** With signs of work. */
  readonly mostMs: number;
  /** After which it is said what is waited for, and how often. */
  readonly tellMs: number;
  /** Between two looks. */
  readonly lookMs: number;
}

export const startPatience: StartPatience = { quietMs: 120_000, mostMs: 1_800_000, tellMs: 10_000, lookMs: 1_000 };

/** CPU time that a process has had, in ticks of the kernel; undefined where it does not tell. */
function cpuTicks(pid: number): number | undefined {
  try {
    // Behind the name in brackets: user and system time are the 14th and 15th field.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined; // No such process, or a system without /proc.
  }
}

/** What changes while a process works: its CPU time, and what it writes to its log. */
export function signOfWork(pid: number, logFile: string): string {
  return `${cpuTicks(pid) ?? ""} ${statSync(logFile, { throwIfNoEntry: false })?.size ?? 0}`;
}

/** How busy the machine is, for people who wait. */
export const machineLoad = (): string =>
  `the machine's load is ${(loadavg()[0] as number).toFixed(1)} on ${availableParallelism()} cores`;
