/** What is packed cannot be read, or is larger than it may be. The message is sent to whoever sent the bytes. */
export class PackingFault extends Error {
  override readonly name = "PackingFault";
}

const cutOff = () => new PackingFault("The LZ4 data is cut off.");
const damaged = () => new PackingFault("The LZ4 data is damaged.");
export const tooLarge = () => new PackingFault("The unpacked body is too large.");

/** Bytes that grow up to a limit, and of which the last ones can be repeated. */
class Output {
  readonly #mostBytes: number;
  #bytes = Buffer.alloc(4_096);
  #length = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(piece: Uint8Array): void {
    this.#grow(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** Adds `length` bytes again that stand `distance` before the end; they may run into what is added. */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length) throw damaged();
    this.#grow(length);
    for (let index = 0; index < length; index += 1, this.#length += 1)
      this.#bytes[this.#length] = this.#bytes[this.#length - distance] as number;
  }

  #grow(by: number): void {
    const needed = this.#length + by;
    if (needed > this.#mostBytes) throw tooLarge();
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

/** Unpacks one block behind what `output` already has: blocks of a frame may refer to those before. */
function addBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const byte = (): number => {
    const value = block[at];
    if (value === undefined) throw cutOff();
    at += 1;
    return value;
  };
  const length = (nibble: number): number => {
    let total = nibble;
    if (nibble === 15)
      for (let more = 255; more === 255; ) {
        more = byte();
        total += more;
      }
    return total;
  };
  while (at < block.length) {
    const token = byte();
    const literals = length(token >> 4);
    if (at + literals > block.length) throw cutOff();
    output.add(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return;
    const distance = byte() | (byte() << 8);
    output.repeat(distance, length(token & 15) + 4);
  }
}

/** @throws PackingFault */
export function unpackLz4Block(block: Uint8Array, mostBytes: number): Buffer {
  const output = new Output(mostBytes);
  addBlock(block, output);
  return output.bytes;
}

const frameMark = 0x184d2204;
const isUnpacked = 0x8000_0000;

/** An LZ4 frame, as `Content-Encoding: lz4` means it. Its checksums are not looked at: TCP has its own. @throws PackingFault */
export function unpackLz4Frame(packed: Buffer, mostBytes: number): Buffer {
  const output = new Output(mostBytes);
  const word = (at: number): number => {
    if (at + 4 > packed.length) throw cutOff();
    return packed.readUInt32LE(at);
  };
  if (word(0) !== frameMark) throw damaged();
  const flags = packed[4] ?? 0;
  if (flags >> 6 !== 1 || (flags & 1) !== 0) throw new PackingFault("This kind of LZ4 frame is not taken.");
  const blockChecksumBytes = (flags & 0x10) === 0 ? 0 : 4;
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8);
  for (;;) {
    const size = word(at);
    at += 4;
    if (size === 0) return output.bytes;
    const bytes = size % isUnpacked;
    if (at + bytes > packed.length) throw cutOff();
    const block = packed.subarray(at, at + bytes);
    if (size >= isUnpacked) output.add(block);
    else addBlock(block, output);
    at += bytes + blockChecksumBytes;
  }
}
