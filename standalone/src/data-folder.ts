import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireOwnFolder } from "@ecomind/platform";

/** The folder belongs to a running system. */
class DataFolderBusyError extends Error {
  override readonly name = "DataFolderBusyError";
}

const title = "ecomind-start";

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(title);
  } catch {
    return true;
  }
}

/**
 * Takes a data folder for this process, making it (mode 0700) if need be. What a killed process left does not stand in
 * the way: its process id is looked at.
 * @returns gives the folder back
 * @throws DataFolderBusyError; ForeignFolderError when somebody else made it or can write to it
 */
export function takeDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  requireOwnFolder(dataDir);
  mkdirSync(join(dataDir, "logs"), { recursive: true, mode: 0o700 });
  process.title = title;
  const file = join(dataDir, "start.pid");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(file, "utf8"));
    if (holder > 0 && holder !== process.pid && isRunning(holder))
      throw new DataFolderBusyError(
        `${dataDir} is in use by process ${holder}; end it, or give another folder with --data`,
      );
    rmSync(file, { force: true });
  }
}
