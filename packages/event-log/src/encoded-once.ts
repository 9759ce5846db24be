/**
 * Encodes an object the first time that it is seen, by its identity: an edge shares one object of headers among all records
 * of an organisation. @param encode of an object that does not change @param absent for none
 */
export function encodedOnce<T extends object>(encode: (value: T) => Buffer, absent: Buffer) {
  const known = new WeakMap<T, Buffer>();
  return (value: T | undefined): Buffer => {
    if (value === undefined) return absent;
    let bytes = known.get(value);
    if (bytes === undefined) {
      bytes = encode(value);
      known.set(value, bytes);
    }
    return bytes;
  };
}
