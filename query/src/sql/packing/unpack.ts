import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { PackingFault, tooLarge, unpackLz4Block, unpackLz4Frame } from "./lz4.js";
import { unpackZstd } from "./zstd.js";

/** How bytes may be packed for HTTP, in the order of what costs the engine and the reader least. */
export const encodings = ["zstd", "lz4", "gzip", "br", "deflate"] as const;
export type Encoding = (typeof encodings)[number];

type Unpack = (packed: Buffer, mostBytes: number) => Buffer;

const byZlib =
  (decode: (packed: Buffer, options: { maxOutputLength: number }) => Buffer): Unpack =>
  (packed, mostBytes) => {
    try {
      return decode(packed, { maxOutputLength: mostBytes });
    } catch (error) {
      if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
      throw new PackingFault("The packed body is damaged or cut off.");
    }
  };

const unpacks: Readonly<Record<Encoding, Unpack>> = {
  zstd: unpackZstd,
  lz4: unpackLz4Frame,
  gzip: byZlib(gunzipSync),
  br: byZlib(brotliDecompressSync),
  // By the standard with zlib's header; some clients send what is behind it alone.
  deflate: byZlib((packed, options) =>
    ((packed[0] ?? 0) & 0x0f) === 8 ? inflateSync(packed, options) : inflateRawSync(packed, options),
  ),
};

/** @throws PackingFault */
export function unpack(packed: Buffer, encoding: Encoding, mostBytes: number): Buffer {
  return unpacks[encoding](packed, mostBytes);
}

/**
 * The blocks of ClickHouse's own interface (`compress=1`, `decompress=1`): of each a checksum of 16 bytes, the method, how
 * many bytes it has with these 9, and how many unpacked. The checksums are not looked at: TCP has its own.
 * @throws PackingFault
 */
export function unpackNative(packed: Buffer, mostBytes: number): Buffer {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for (let at = 0; at < packed.length; ) {
    if (at + 25 > packed.length) throw new PackingFault("A packed block is cut off.");
    const method = packed[at + 16];
    const size = packed.readUInt32LE(at + 17);
    const unpackedSize = packed.readUInt32LE(at + 21);
    const block = packed.subarray(at + 25, at + 16 + size);
    if (size < 9 || at + 16 + size > packed.length) throw new PackingFault("A packed block is cut off.");
    bytes += unpackedSize;
    if (bytes > mostBytes) throw tooLarge();
    const unpacked =
      method === 0x82
        ? unpackLz4Block(block, unpackedSize)
        : method === 0x90
          ? unpackZstd(block, unpackedSize)
          : method === 0x02
            ? block
            : undefined;
    if (unpacked === undefined) throw new PackingFault("A block is packed by a method that is not taken.");
    if (unpacked.length !== unpackedSize) throw new PackingFault("A packed block is damaged.");
    blocks.push(unpacked);
    at += 16 + size;
  }
  return Buffer.concat(blocks);
}

/** The encodings of an `Accept-Encoding` that can be had: the most wanted one. */
export function acceptedEncoding(header: string | undefined): Encoding | undefined {
  const wanted = new Map<string, number>();
  for (const item of (header ?? "").toLowerCase().split(",")) {
    const [name = "", ...rest] = item.split(";").map((part) => part.trim());
    const weight = Number(rest.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
    if (name !== "") wanted.set(name === "x-gzip" ? "gzip" : name, Number.isFinite(weight) ? weight : 0);
  }
  let best: Encoding | undefined;
  let most = 0;
  for (const encoding of encodings) {
    const weight = wanted.get(encoding) ?? 0;
    if (weight > most) [best, most] = [encoding, weight];
  }
  return best;
}
