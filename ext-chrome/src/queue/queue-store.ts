/** An event that waits to be accepted. */
export interface QueuedEvent {
  readonly id: string;
  /** Its JSON text, made once. */
  readonly json: string;
  /** When it was stored, milliseconds since 1970. */
  readonly storedMs: number;
}

/** An event that the server refused for good. */
export interface RefusedEvent extends QueuedEvent {
  readonly reason: string;
  readonly refusedMs: number;
}

/** One attempt to upload, as the ledger shows it. */
export interface Send {
  readonly atMs: number;
  /** Origin that it went to. */
  readonly to: string;
  readonly events: number;
  /** Of the body as sent. */
  readonly bytes: number;
  /** HTTP status; 0: nobody knows whether it arrived. */
  readonly status: number;
  /** The body's text before compression. */
  readonly body: string;
}

/** When the next attempt may be made; kept, so that an end of the worker does not hurry it. */
export interface UploadPace {
  readonly failures: number;
  readonly notBeforeMs: number;
  /** Events of a batch; smaller after a body was too large or not understood. */
  readonly batch: number;
  /** Status of the last attempt; 0 before any and for one without an answer. */
  readonly status: number;
}

export const initialPace: UploadPace = { failures: 0, notBeforeMs: 0, batch: 100, status: 0 };

/** What became of a batch. */
export interface Outcome {
  readonly accepted: readonly string[];
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  readonly pace: UploadPace;
  readonly send: Send;
}

/** Events and the ledger, on a disk that outlives the process. */
export interface QueueStore {
  /** The oldest events. */
  oldest(limit: number): Promise<readonly QueuedEvent[]>;
  size(): Promise<number>;
  pace(): Promise<UploadPace>;
  /** Records an outcome at once or not at all: accepted and refused events leave the queue. */
  record(outcome: Outcome, nowMs: number): Promise<void>;
}
