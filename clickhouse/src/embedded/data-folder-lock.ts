import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { requireOwnFolder } from "@ecomind/platform";
import { libc } from "./native.js";

const exclusive = 2;
const nonBlocking = 4;

/** Another process holds the data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = "DataFolderInUseError";
}

/**
 * Takes the folder for this process, creating it if need be. The kernel lets go of the lock when the process ends in
 * whatever way, so that a killed engine never blocks its successor; the number in the file only serves the message.
 * @returns how to let go of it.
 * @throws DataFolderInUseError; ForeignFolderError when somebody else made it or can write to it
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  requireOwnFolder(dataDir);
  const file = join(dataDir, "process.lock");
  const fd = openSync(file, "a+", 0o600);
  if (libc().flock(fd, exclusive | nonBlocking) !== 0) {
    const holder = readFileSync(file, "utf8").trim();
    closeSync(fd);
    throw new DataFolderInUseError(
      `${dataDir} is in use by another process${holder ? ` (pid ${holder})` : ""}: one data folder has one process`,
    );
  }
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`);
  return () => closeSync(fd);
}
