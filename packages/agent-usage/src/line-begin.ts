/** Bytes of a line in which programs write its type, before any text. */
const beginBytes = 512;

/** A test of whether one of some names stands near the begin of a line, whatever follows. */
export function beginsWithOne(names: readonly string[]): (line: Buffer) => boolean {
  const marks = names.map((name) => Buffer.from(`"${name}"`));
  return (line) => {
    const begin = line.length > beginBytes ? line.subarray(0, beginBytes) : line;
    return marks.some((mark) => begin.includes(mark));
  };
}
