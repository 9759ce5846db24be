import { closeSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import koffi from "koffi";
import { libc } from "./native.js";

const closeOnExec = 0x80000;

/** A pipe between this program and the engine in the same process; the engine opens an end as `/dev/fd/N`. */
export class Pipe {
  readonly readFd: number;
  readonly writeFd: number;

  constructor() {
    const ends = koffi.alloc("int", 2);
    if (libc().pipe2(ends, closeOnExec) !== 0) throw new Error("pipe2 failed");
    [this.readFd, this.writeFd] = koffi.decode(ends, koffi.array("int", 2)) as [number, number];
    koffi.free(ends);
  }

  /** Everything up to the end, without blocking a thread. */
  async readAll(): Promise<string> {
    let text = "";
    for await (const chunk of this.#reader()) text += chunk;
    return text;
  }

  /** The first line, as soon as it is there; undefined when the pipe ends before. */
  async readLine(): Promise<string | undefined> {
    let text = "";
    for await (const chunk of this.#reader()) {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) return text.slice(0, end);
    }
    return undefined;
  }

  /** Writes the last words and closes this end. */
  end(text: string): void {
    writeSync(this.writeFd, text);
    closeSync(this.writeFd);
  }

  #reader(): Socket {
    return new Socket({ fd: this.readFd, readable: true, writable: false }).setEncoding("utf8");
  }
}
