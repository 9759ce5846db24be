import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** No time of a file, and no right to it, makes another archive; the day is the first that the format knows. */
const options = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644, compressionLevel: 9 };

/**
 * A folder as a ZIP file: the same bytes for the same files.
 * @param {string} folder
 * @returns {Promise<Buffer>}
 */
export async function zipOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
  const file = new ZipFile();
  for (const path of paths) file.addBuffer(readFileSync(join(folder, path)), path, options);
  file.end();
  return await buffer(file.outputStream);
}
