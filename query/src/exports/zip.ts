import { pipeline, Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";
import { mayFail } from "@ecomind/platform";

/** A file of an archive, whose bytes are made as they are read. */
export interface ZipEntry {
  /** ASCII. */
  readonly name: string;
  readonly bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const version = 20;
/** Sizes and checksum follow the bytes, since they are not known before. */
const flags = 0x08;
const deflated = 8;
/** The first day that the format knows: no archive tells when it was made. */
const day = 0x21;

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
}

/** A record of the format: numbers of 2 or 4 bytes, little endian. */
function record(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

/** Makes a ZIP archive of files below 4 GiB, some bytes at a time. @throws what an entry's bytes throw */
export async function* zip(entries: Iterable<ZipEntry>): AsyncIterable<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "ascii");
    const begin = offset;
    let [checksum, size, packed] = [0, 0, 0];
    const head = record([4, 0x04034b50], [2, version], [2, flags], [2, deflated], [2, 0], [2, day], ...sizes(0, 0, 0));
    const lengths = record([2, name.length], [2, 0]);
    yield Buffer.concat([head, lengths, name]);
    async function* counted() {
      for await (const some of entry.bytes) {
        checksum = crc32(some, checksum);
        size += some.length;
        yield some;
      }
    }
    const packing = createDeflateRaw();
    pipeline(Readable.from(counted()), packing, mayFail("a fault reaches the reader through the stream itself"));
    for await (const some of packing as AsyncIterable<Buffer>) {
      packed += some.length;
      yield some;
    }
    const tail = record([4, 0x08074b50], ...sizes(checksum, packed, size));
    yield tail;
    offset += head.length + lengths.length + name.length + packed + tail.length;
    written.push({ name, offset: begin, checksum, packed, size });
  }
  const directory = Buffer.concat(written.flatMap(directoryEntry));
  yield directory;
  yield record(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, written.length],
      [2, written.length],
      [4, directory.length],
      [4, offset],
      [2, 0],
    ] as const),
  );
}

const sizes = (checksum: number, packed: number, size: number) =>
  [
    [4, checksum],
    [4, packed],
    [4, size],
  ] as const;

const directoryEntry = ({ name, offset, checksum, packed, size }: Written): Buffer[] => [
  record([4, 0x02014b50], [2, version], [2, version], [2, flags], [2, deflated], [2, 0], [2, day]),
  record(...sizes(checksum, packed, size), [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
  name,
];
