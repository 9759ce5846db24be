/** The last bytes of a file that goes by in pieces. Keeps the pieces and copies none of them until it is asked. */
export class FileTail {
  readonly #atLeast: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** @param atLeast bytes to keep, where the file has as many */
  constructor(atLeast: number) {
    this.#atLeast = atLeast;
  }

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    for (;;) {
      const [oldest] = this.#pieces;
      if (oldest === undefined || this.#length - oldest.length < this.#atLeast) return;
      this.#length -= oldest.length;
      this.#pieces.shift();
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }
}
