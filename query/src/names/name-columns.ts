/** SQL of the names of `AS e` that use is grouped by. */
export interface NameColumns {
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  /** Uses of which a side is not known. */
  readonly withoutTokens: string;
}

/** As they were resolved when they arrived. */
export const storedNames: NameColumns = {
  provider: "e.provider",
  model: "e.model",
  region: "e.region",
  withoutTokens: "e.requests_without_tokens",
};

/** A part of a question's rows, and what their names are. */
export interface NamedPart {
  readonly names: NameColumns;
  /** SQL that goes behind other conditions; "": all rows. */
  readonly and: string;
}

/** Of an organisation that maps no name that is in a question's rows. */
export const onePart: readonly NamedPart[] = [{ names: storedNames, and: "" }];
