import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { callFilter, noNewPrivileges } from "./call-filter.js";
import { ConnectPermits } from "./connect-permits.js";
import { type LandlockRules, landlockRules } from "./landlock.js";
import type { SystemCall } from "./system-calls.js";
import { withoutThreadCounters } from "./thread-counters.js";

/** What the engine reads of the machine: how large it is, how much memory it takes, and when clocks are put forward. */
const machine = [
  "/sys/fs/cgroup",
  "/sys/devices/system/cpu",
  "/proc/meminfo",
  "/proc/cpuinfo",
  "/proc/self/statm",
  "/usr/share/zoneinfo",
];
const devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"];

const connections = "outgoing connections, UNIX sockets and other programs (seccomp with listeners, Linux 5.5)";

/**
 * The wall around the engine's threads: they may open the data folder and what they run from, listen on one TCP port, and
 * connect to nothing once the engine's own session is in. Every thread of the engine descends from its first, and so
 * stands within; the rest of the process, which never runs a statement, does not.
 */
export class EngineWall {
  /** What the engine's first thread asks of the kernel before it enters the engine. */
  readonly calls: readonly SystemCall[];
  readonly #missing: string[] = [];
  readonly #rules: LandlockRules | undefined;
  readonly #filter = callFilter();
  #permits: ConnectPermits | undefined;

  /**
   * @param dataDir absolute, exists
   * @param port to listen on; 0: any
   * @param gatePort the one TCP port that the engine's own session connects to
   */
  constructor(dataDir: string, port: number, gatePort: number) {
    this.#rules = landlockRules({
      own: [dataDir],
      readable: [...machine, ...libraries()],
      devices,
      port,
      connectPort: gatePort,
    });
    const version = this.#rules?.version ?? 0;
    if (version === 0) this.#missing.push("files outside its folder (Landlock, Linux 5.13)");
    else if (version < 3) this.#missing.push("shortening of files outside its folder (Landlock 3, Linux 6.2)");
    if (version < 4) this.#missing.push("listening on other TCP ports (Landlock 4, Linux 6.7)");
    if (this.#filter === undefined) this.#missing.push(connections);
    if (this.#rules !== undefined) withoutThreadCounters();
    this.calls = [noNewPrivileges(), this.#rules?.restrict, this.#filter].filter((call) => call !== undefined);
  }

  /** What this kernel cannot keep the engine from; empty: nothing. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  /** Whether files outside the folder should now be out of the engine's reach. */
  get holdsFiles(): boolean {
    return this.#rules !== undefined;
  }

  /** The thread has made its calls: from here to {@link seal} it may connect to the gate. */
  raised(): void {
    this.#rules?.close();
    if (this.#filter === undefined) return;
    this.#permits = ConnectPermits.open();
    if (this.#permits === undefined) this.#missing.push(connections);
  }

  /** Connections end for good. */
  seal(): void {
    this.#permits?.close();
    this.#permits = undefined;
  }
}

/** Files that this process runs from, and the folder in which the C library looks for those that it loads when needed. */
function libraries(): readonly string[] {
  const mapped = readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .flatMap((line) => /^\S+ ..x\S* \S+ \S+ \S+ +(\/.*)$/.exec(line)?.[1] ?? []);
  const libc = mapped.filter((file) => /\/libc[.-][^/]*$/.test(file)).map((file) => dirname(file));
  return [...new Set([...mapped, ...libc])];
}
