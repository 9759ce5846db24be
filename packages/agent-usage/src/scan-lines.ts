import { readSync } from "node:fs";

const newline = 10;
const firstBufferBytes = 1 << 20;

export interface ScanResult {
  /** Where the first line begins that had no end yet: the next scan goes on from there. */
  readonly offset: number;
  /** That line as far as it is written. */
  readonly rest: Buffer;
  /** Lines longer than `maxLineBytes`, passed over. */
  readonly tooLong: number;
}

/**
 * Reads a file that may grow meanwhile, line by line, in memory of a fixed size (that of the longest line).
 * @param onLine takes the bytes of a line without its end; they are valid during the call
 * @param maxLineBytes @default 64 MiB
 */
export function scanLines(
  fd: number,
  from: number,
  onLine: (line: Buffer) => void,
  maxLineBytes = 64 << 20,
): ScanResult {
  let buffer = Buffer.allocUnsafe(firstBufferBytes);
  /** Bytes of an unfinished line at the buffer's begin. */
  let kept = 0;
  let position = from;
  let offset = from;
  let skipping = false;
  let tooLong = 0;
  for (;;) {
    const read = readSync(fd, buffer, kept, buffer.length - kept, position);
    if (read === 0) break;
    position += read;
    const filled = buffer.subarray(0, kept + read);
    let start = 0;
    for (let end = filled.indexOf(newline, kept); end !== -1; end = filled.indexOf(newline, start)) {
      if (!skipping) onLine(filled.subarray(start, end));
      skipping = false;
      start = end + 1;
      offset = position - filled.length + start;
    }
    kept = skipping ? 0 : filled.length - start;
    if (kept > 0 && start > 0) buffer.copyWithin(0, start, filled.length);
    if (kept < buffer.length) continue;
    if (buffer.length >= maxLineBytes) {
      skipping = true;
      tooLong += 1;
      kept = 0;
    } else {
      const larger = Buffer.allocUnsafe(Math.min(maxLineBytes, buffer.length * 2));
      buffer.copy(larger, 0, 0, kept);
      buffer = larger;
    }
  }
  return { offset, rest: Buffer.from(buffer.subarray(0, kept)), tooLong };
}
