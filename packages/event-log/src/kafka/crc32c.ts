/** Eight tables of 256: eight bytes a step, four times the speed of one byte a step. */
const tables = Array.from({ length: 8 }, () => new Int32Array(256));
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  t0[byte] = crc;
}
for (let table = 1; table < 8; table += 1)
  for (let byte = 0; byte < 256; byte += 1) {
    const before = (tables[table - 1] as Int32Array)[byte] as number;
    (tables[table] as Int32Array)[byte] = (before >>> 8) ^ (t0[before & 255] as number);
  }

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes` from `start` to `end`, 0 to 2^32-1. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (const last = end - 8; at <= last; at += 8)
    crc =
      (t7[(crc ^ (bytes[at] as number)) & 255] as number) ^
      (t6[((crc >>> 8) ^ (bytes[at + 1] as number)) & 255] as number) ^
      (t5[((crc >>> 16) ^ (bytes[at + 2] as number)) & 255] as number) ^
      (t4[(crc >>> 24) ^ (bytes[at + 3] as number)] as number) ^
      (t3[bytes[at + 4] as number] as number) ^
      (t2[bytes[at + 5] as number] as number) ^
      (t1[bytes[at + 6] as number] as number) ^
      (t0[bytes[at + 7] as number] as number);
  for (; at < end; at += 1) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[at] as number)) & 255] as number);
  return ~crc >>> 0;
}
