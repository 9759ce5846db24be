import { readSync } from "node:fs";

/** Where the newest committed content of pages stands in a write-ahead log. */
export interface WriteAheadLog {
  /** Offset of the content by page number, from 1. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages of the database after the last commit; undefined when nothing is committed. */
  readonly pageCount: number | undefined;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
const empty: WriteAheadLog = { pages: new Map(), pageCount: undefined };

/** The log's running checksum, over whole words of 32 bits. */
function checksum(bytes: Buffer, bigEndian: boolean, [first, second]: readonly [number, number]): [number, number] {
  let a = first;
  let b = second;
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

/**
 * Reads which pages a `-wal` file holds, up to its last commit. Frames of an earlier round of the log and a frame that is
 * half written end it, as SQLite's own recovery does (file format, section 4).
 */
export function readWriteAheadLog(fd: number): WriteAheadLog {
  const header = Buffer.alloc(headerBytes);
  if (readSync(fd, header, 0, headerBytes, 0) < headerBytes) return empty;
  const magic = header.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return empty;
  const bigEndian = magic === 0x377f0683;
  let sums = checksum(header.subarray(0, 24), bigEndian, [0, 0]);
  if (sums[0] !== header.readUInt32BE(24) || sums[1] !== header.readUInt32BE(28)) return empty;
  const pageBytes = header.readUInt32BE(8);
  const frame = Buffer.alloc(frameHeaderBytes + pageBytes);
  const pages = new Map<number, number>();
  let uncommitted: [number, number][] = [];
  let pageCount: number | undefined;
  for (let at = headerBytes; readSync(fd, frame, 0, frame.length, at) === frame.length; at += frame.length) {
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sums = checksum(frame.subarray(0, 8), bigEndian, sums);
    sums = checksum(frame.subarray(frameHeaderBytes), bigEndian, sums);
    if (sums[0] !== frame.readUInt32BE(16) || sums[1] !== frame.readUInt32BE(20)) break;
    uncommitted.push([frame.readUInt32BE(0), at + frameHeaderBytes]);
    const sizeAfterCommit = frame.readUInt32BE(4);
    if (sizeAfterCommit === 0) continue;
    for (const [page, offset] of uncommitted) pages.set(page, offset);
    uncommitted = [];
    pageCount = sizeAfterCommit;
  }
  return { pages, pageCount };
}
