import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";

/** @param {[size: 2 | 4, value: number][]} fields */
function record(fields) {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}

/** The first day that a zip file can name: files of one content are one archive. */
const day = 0x0021;

/**
 * A folder as a zip file (PKWARE's application note, without extensions): the same bytes for the same files.
 * @param {string} folder
 */
export function zipOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const path of paths) {
    const content = readFileSync(join(folder, path));
    const data = deflateRawSync(content, { level: 9 });
    const name = Buffer.from(path);
    /** Version, flags (UTF-8 names), method, time, day, checksum, sizes, lengths of name and extra. @type {[2 | 4, number][]} */
    const common = [
      ...[
        [2, 20],
        [2, 0x0800],
        [2, 8],
        [2, 0],
        [2, day],
      ],
      ...[
        [4, crc32(content)],
        [4, data.length],
        [4, content.length],
        [2, name.length],
        [2, 0],
      ],
    ];
    const local = Buffer.concat([record([[4, 0x04034b50], ...common]), name]);
    const central = record([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]);
    parts.push(local, data);
    directory.push(central, name);
    offset += local.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = record([
    ...[
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, paths.length],
      [2, paths.length],
      [4, list.length],
      [4, offset],
      [2, 0],
    ],
  ]);
  return Buffer.concat([...parts, list, end]);
}
