/** A fact that the method cannot take; `field` names it. */
export class FootprintInputError extends Error {
  override readonly name = "FootprintInputError";
  readonly field: string;
  constructor(field: string, expected: string) {
    super(`${field}: expected ${expected}`);
    this.field = field;
  }
}
