import { crc32, inflateRawSync } from "node:zlib";

/** The files of a ZIP archive, found by its directory; lengths and checksums must be right. */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error("no entry of a directory");
    const [checksum, packed, size] = [16, 20, 24].map((place) => bytes.readUInt32LE(at + place)) as [
      number,
      number,
      number,
    ];
    const nameLength = bytes.readUInt16LE(at + 28);
    const begin = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("ascii", at + 46, at + 46 + nameLength);
    const data = begin + 30 + bytes.readUInt16LE(begin + 26) + bytes.readUInt16LE(begin + 28);
    const file = inflateRawSync(bytes.subarray(data, data + packed));
    if (file.length !== size || crc32(file) !== checksum) throw new Error(`${name} is damaged`);
    files.set(name, file);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };

/** The cells of a workbook's one sheet, row by row: text, numbers, dates as wall times, undefined where a cell is empty. */
export function readXlsx(bytes: Buffer): (string | number | undefined)[][] {
  const sheet = unzip(bytes).get("xl/worksheets/sheet1.xml")?.toString() ?? "";
  return [...sheet.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<c(?: (\w+)="(\w+)")?(?:\/>|>(.*?)<\/c>)/gs)].map(([, name, , content]) => {
      if (content === undefined) return undefined;
      const text = /<t xml:space="preserve">(.*)<\/t>/s.exec(content)?.[1];
      if (text !== undefined)
        return text
          .replace(/&(\w+);/g, (_, entity: string) => entities[entity] ?? "?")
          .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      const value = Number(/<v>(.*)<\/v>/.exec(content)?.[1]);
      if (name !== "s") return value;
      // Days since 30 December 1899.
      return new Date(Date.UTC(1899, 11, 30) + Math.round(value * 86_400) * 1000)
        .toISOString()
        .slice(0, 19)
        .replace("T", " ");
    }),
  );
}
