import { attributeNames } from "./attribute-names.js";

/** Entries of the table, a power of two: few enough to stay in the cache, many enough that other keys seldom meet one. */
const size = 1_024;

/** Tells keys apart by their length and three of their bytes. */
const hash = (bytes: Uint8Array, start: number, length: number): number =>
  (length * 41 +
    (bytes[start + length - 1] as number) * 7 +
    (bytes[start + (length >> 1)] as number) * 59 +
    (bytes[start + ((length * 3) >> 2)] as number) * 211) &
  (size - 1);

const keys: readonly Buffer[] = attributeNames.map((name) => Buffer.from(name));
const first = new Int16Array(size).fill(-1);
const next = new Int16Array(keys.length).fill(-1);
for (const [slot, key] of keys.entries()) {
  const entry = hash(key, 0, key.length);
  next[slot] = first[entry] as number;
  first[entry] = slot;
}

function equal(bytes: Uint8Array, start: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index += 1) if (bytes[start + index] !== key[index]) return false;
  return true;
}

/**
 * The slot of the attribute whose key stands in some bytes. Making a string of every key took longer than all the rest of
 * reading a span.
 * @returns -1 when it is not on the list
 */
export function slotAt(bytes: Uint8Array, start: number, length: number): number {
  if (length === 0) return -1;
  for (let slot = first[hash(bytes, start, length)] as number; slot !== -1; slot = next[slot] as number) {
    const key = keys[slot] as Buffer;
    if (key.length === length && equal(bytes, start, key)) return slot;
  }
  return -1;
}
