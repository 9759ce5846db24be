import { MalformedTelemetry } from "./telemetry.js";

/** How a field's value is written. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const malformed = () => new MalformedTelemetry("The body is not a valid protobuf message.");

/**
 * Reads protobuf messages where they stand, without objects for what is skipped. Messages are ranges of `at` and `end`:
 * whoever enters one sets `end`, and puts it back afterwards. Every method throws {@link MalformedTelemetry} where the bytes
 * end too early.
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  at = 0;
  end: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** A varint below 2^53; of a larger one the number that is next to it. */
  varint(): number {
    const { bytes, end } = this;
    let at = this.at;
    if (at < end) {
      const first = bytes[at] as number;
      if (first < 0x80) {
        this.at = at + 1;
        return first;
      }
    }
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      if (at >= end) throw malformed();
      const byte = bytes[at] as number;
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.at = at;
        return value;
      }
      scale *= 128;
    }
    throw malformed();
  }

  /** The length of what follows, checked against the end. */
  length(): number {
    const length = this.varint();
    if (length > this.end - this.at) throw malformed();
    return length;
  }

  /** Passes over the value of a field. @param tag number and wire type, as read */
  skip(tag: number): void {
    switch (tag & 7) {
      case wire.bytes: {
        const length = this.length();
        this.at += length;
        return;
      }
      case wire.varint:
        this.varint();
        return;
      case wire.fixed64:
        this.#advance(8);
        return;
      case wire.fixed32:
        this.#advance(4);
        return;
      default:
        throw malformed();
    }
  }

  #advance(bytes: number): void {
    if (bytes > this.end - this.at) throw malformed();
    this.at += bytes;
  }

  text(): string {
    const length = this.length();
    const start = this.at;
    this.at = start + length;
    return this.bytes.toString("utf8", start, this.at);
  }

  hex(): string {
    const length = this.length();
    const start = this.at;
    this.at = start + length;
    return this.bytes.toString("hex", start, this.at);
  }

  double(): number {
    const start = this.at;
    this.#advance(8);
    return this.bytes.readDoubleLE(start);
  }

  /** Where a fixed64 stands. */
  fixed64(): number {
    const start = this.at;
    this.#advance(8);
    return start;
  }

  /** A fixed64 below 2^53, from where it stands. */
  numberAt(start: number): number {
    return this.bytes.readUInt32LE(start + 4) * 2 ** 32 + this.bytes.readUInt32LE(start);
  }

  /** A fixed64 in decimal, from where it stands. */
  decimalAt(start: number): string {
    return this.bytes.readBigUInt64LE(start).toString();
  }

  /** Milliseconds of a time in nanoseconds, exactly: 2^32 ns are 4294 ms and 967,296 ns. */
  millisecondsAt(start: number): number {
    const high = this.bytes.readUInt32LE(start + 4);
    return high * 4_294 + Math.floor((high * 967_296 + this.bytes.readUInt32LE(start)) / 1e6);
  }
}
