import { existsSync, renameSync, statSync } from "node:fs";

/** Above this size, in bytes, a log file is set aside at the next start; one older file is kept. */
const largestBytes = 16 * 1024 * 1024;

export function rotateLog(file: string): void {
  if (existsSync(file) && statSync(file).size > largestBytes) renameSync(file, `${file}.1`);
}
