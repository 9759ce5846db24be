import { closeSync, openSync, readFileSync, readSync, realpathSync } from "node:fs";
import { libc, libchdb } from "../native.js";

const path = "/proc/thread-self/schedstat\0";
const pageBytes = 4_096;
const chunkBytes = 4 * 1024 * 1024;
/** The name stands among the library's constants, 36 MB from its begin in the version that is pinned. */
const searchedBytes = 160 * 1024 * 1024;
const prot = { read: 1, write: 2 } as const;

/**
 * Lets the engine find that this kernel has no counters by thread. It looks once whether the file of them exists, and
 * opens it for every thread of every statement if so; behind the wall each of those fails, and a failure with all that
 * the engine remembers of it takes a millisecond. A rule for such files cannot be made: there is one for each thread that
 * is still to come, in a folder that also holds the process's memory. So the one constant with their name is emptied,
 * in this process's own copy of the page.
 * @returns whether the name was found; without it all works, but small statements take half as long again
 */
export function withoutThreadCounters(): boolean {
  const file = realpathSync(libchdb().file);
  const offset = placeOf(file);
  const base = loadedAt(file);
  if (offset === undefined || base === undefined) return false;
  const c = libc();
  const address = base + BigInt(offset);
  if (c.memcmp(address, Buffer.from(path), path.length) !== 0) return false;
  const page = address - (address % BigInt(pageBytes));
  if (c.mprotect(page, pageBytes, prot.read | prot.write) !== 0) return false;
  c.memcpy(address, Buffer.alloc(1), 1);
  c.mprotect(page, pageBytes, prot.read);
  return true;
}

function placeOf(file: string): number | undefined {
  const fd = openSync(file, "r");
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (let begin = 0; begin < searchedBytes; begin += chunkBytes - path.length) {
      const bytes = readSync(fd, chunk, 0, chunkBytes, begin);
      const found = chunk.subarray(0, bytes).indexOf(path);
      if (found >= 0) return begin + found;
      if (bytes < chunkBytes) return undefined;
    }
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** Where the library's first segment, which holds its constants at the file's own offsets, begins in memory. */
function loadedAt(file: string): bigint | undefined {
  const line = readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .find((text) => text.endsWith(file) && text.split(/ +/)[2] === "00000000");
  const begin = line?.slice(0, line.indexOf("-"));
  return begin === undefined ? undefined : BigInt(`0x${begin}`);
}
