import { lstatSync, statSync } from "node:fs";

/** A folder in which somebody else could put what a process of ours would then trust. */
export class ForeignFolderError extends Error {
  override readonly name = "ForeignFolderError";
}

/**
 * Checks that a folder belongs to the user of this process and that nobody else may write to it.
 * @throws ForeignFolderError saying which and how to put it right
 */
export function requireOwnFolder(folder: string): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  // The link itself as well: whoever owns it could point it elsewhere at the next start.
  for (const { uid } of [lstatSync(folder), statSync(folder)])
    if (uid !== user)
      throw new ForeignFolderError(
        `${folder} belongs to another user (${uid}, not ${user}): give a folder of your own`,
      );
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o022) !== 0)
    throw new ForeignFolderError(
      `${folder} can be written by others (mode ${mode.toString(8)}): chmod go-w it, if nobody else has used it`,
    );
}
