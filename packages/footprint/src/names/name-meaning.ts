/** Since when a rolling name has meant a model. */
export interface NamedSince {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly model: string;
}

/** What a listed name means: one model for good, or one after the other. In order of time. */
export type NameMeaning = string | readonly NamedSince[];
