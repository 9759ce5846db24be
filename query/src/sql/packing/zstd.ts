import { decompress } from "fzstd";
import { PackingFault, tooLarge } from "./lz4.js";

/** RFC 8878 asks of a decoder that it takes windows of this size, in bytes. */
const mostWindowBytes = 8_388_608;
/** A packed block holds no more, whatever the frame says. */
const mostBlockBytes = 131_072;

const damaged = () => new PackingFault("The Zstandard data is damaged or cut off.");

/**
 * The end of the first frame, and how many bytes it may at most unpack to. The decoder reserves what a header asks for
 * and writes what blocks repeat: a few bytes could claim gigabytes.
 * Source: RFC 8878, section 3.1.1.
 */
function boundOf(packed: Buffer): { readonly end: number; readonly mostBytes: number } {
  const byte = (at: number): number => {
    const value = packed[at];
    if (value === undefined) throw damaged();
    return value;
  };
  if (packed.length < 6 || packed.readUInt32LE(0) !== 0xfd2fb528) throw damaged();
  const flags = byte(4);
  const isSingleSegment = (flags & 0x20) !== 0;
  if ((flags & 3) !== 0) throw new PackingFault("Zstandard with a dictionary is not taken.");
  let at = 5;
  if (!isSingleSegment) {
    const descriptor = byte(at);
    const base = 2 ** (10 + (descriptor >> 3));
    if (base + (base / 8) * (descriptor & 7) > mostWindowBytes) throw tooLarge();
    at += 1;
  }
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  if (isSingleSegment) {
    let size = 0;
    for (let index = sizeBytes - 1; index >= 0; index -= 1) size = size * 256 + byte(at + index);
    if (size > mostWindowBytes) throw tooLarge();
  }
  at += sizeBytes;
  let mostBytes = 0;
  for (let isLast = false; !isLast; ) {
    const header = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16);
    const size = header >> 3;
    const kind = (header >> 1) & 3;
    isLast = (header & 1) === 1;
    mostBytes += kind === 2 ? mostBlockBytes : size;
    at += 3 + (kind === 1 ? 1 : size);
  }
  return { end: at + ((flags & 4) === 0 ? 0 : 4), mostBytes };
}

/** One Zstandard frame. @throws PackingFault */
export function unpackZstd(packed: Buffer, mostBytes: number): Buffer {
  const bound = boundOf(packed);
  if (bound.end !== packed.length) throw damaged();
  if (bound.mostBytes > mostBytes + mostBlockBytes) throw tooLarge();
  let unpacked: Uint8Array;
  try {
    unpacked = decompress(packed);
  } catch {
    // What the decoder says is of its own state.
    throw damaged();
  }
  if (unpacked.length > mostBytes) throw tooLarge();
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
}
