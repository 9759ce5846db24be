const seed = 0x9747b28c | 0;
const m = 0x5bd1e995;

/** murmur2 as Kafka's Java client computes it, over the first `length` bytes; a signed 32-bit number. */
export function murmur2(bytes: Uint8Array, length: number = bytes.length): number {
  let h = seed ^ length;
  const blocks = length >> 2;
  for (let block = 0; block < blocks; block += 1) {
    const at = block << 2;
    let k =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const tail = blocks << 2;
  const rest = length & 3;
  if (rest === 3) h ^= (bytes[tail + 2] as number) << 16;
  if (rest >= 2) h ^= (bytes[tail + 1] as number) << 8;
  if (rest >= 1) {
    h ^= bytes[tail] as number;
    h = Math.imul(h, m);
  }
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

let scratch = Buffer.alloc(1_024);

/** The partition that Kafka's default partitioner gives a key, 0 to `partitions` - 1. */
export function partitionOf(key: string, partitions: number): number {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  if (key.length * 3 > scratch.length) scratch = Buffer.alloc(key.length * 3);
  return (murmur2(scratch, scratch.write(key)) & 0x7fffffff) % partitions;
}
