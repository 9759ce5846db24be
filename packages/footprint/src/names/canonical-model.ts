/** What became of a reported model name. */
export interface CanonicalModel {
  /** Id in the factor set; of a model that the set does not list its name without dress, in lower case. */
  readonly model: string;
  /** Whether the factor set lists it. */
  readonly known: boolean;
  /** Images, audio and video are outside the method. */
  readonly supported: boolean;
}

/** Prefix of the canonical name of what the method does not cover. */
export const unsupportedPrefix = "unsupported:";
/** Prefix of the canonical name of an embedding model: its input costs what its size says, else what a small model's does. */
export const embeddingPrefix = "embedding:";
