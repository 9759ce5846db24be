import { closeSync, readdirSync, readlinkSync } from "node:fs";
import koffi from "koffi";
import { libc } from "../native.js";

const receive = 0xc0502100n;
const send = 0xc0182101n;
const readable = 1;
const goOn = 1;

/**
 * Connections of the confined threads, each of which the kernel asks this process about, until it stops listening: from
 * then on every one fails, for good.
 */
export class ConnectPermits {
  readonly #fd: number;
  readonly #question = koffi.alloc("uint8", 80);
  readonly #answer = koffi.alloc("uint8", 24);
  readonly #poll = koffi.alloc("uint8", 8);
  readonly #timer: NodeJS.Timeout;

  private constructor(fd: number) {
    this.#fd = fd;
    koffi.encode(this.#poll, 0, "int", fd);
    koffi.encode(this.#poll, 4, "short", readable);
    this.#timer = setInterval(() => this.#permit(), 1);
  }

  /** Permits connections from now on; undefined: no filter of this process asks. */
  static open(): ConnectPermits | undefined {
    const fd = readdirSync("/proc/self/fd").find((name) => target(name) === "anon_inode:seccomp notify");
    return fd === undefined ? undefined : new ConnectPermits(Number(fd));
  }

  /** No connection is permitted any more. */
  close(): void {
    clearInterval(this.#timer);
    closeSync(this.#fd);
  }

  #permit(): void {
    if (libc().poll(this.#poll, 1, 0) !== 1) return;
    // The kernel asks for zeroes where it will write.
    koffi.encode(this.#question, koffi.array("uint8", 80), new Array(80).fill(0));
    if (libc().ioctl(this.#fd, receive, this.#question) !== 0) return;
    koffi.encode(this.#answer, 0, "uint64", koffi.decode(this.#question, 0, "uint64"));
    koffi.encode(this.#answer, 8, "uint64", 0n);
    koffi.encode(this.#answer, 16, "uint32", 0);
    koffi.encode(this.#answer, 20, "uint32", goOn);
    libc().ioctl(this.#fd, send, this.#answer);
  }
}

function target(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // Closed since the folder was read: the descriptor of that reading itself.
    return "";
  }
}
