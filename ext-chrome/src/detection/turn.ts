/** Why the size of an answer is not known. */
export type UnknownSize =
  /** The person stopped it, left or closed the page: Resource Timing then has no bytes. */
  | "stopped"
  /** The browser shows a page nothing of it: nobody read the body, a worker fetched it, or the page was left. */
  | "unseen"
  /** Another origin's answer without Timing-Allow-Origin. */
  | "cross_origin";

/** One prompt and its answer. */
export interface Turn {
  /** UUIDv7 with the time of the prompt. */
  readonly id: string;
  readonly pack: string;
  readonly startMs: number;
  /** Bytes after decompression, with those of requests that carried the answer on. */
  readonly decodedBytes?: number;
  readonly unknownSize?: UnknownSize;
}
