/** Why the edge refuses an event: stable codes, what they mean, and whether the same event may be accepted later. */
export const rejectReasons = {
  not_an_object: { detail: "The event is not a JSON object.", retryable: false },
  unknown_field: { detail: "The event has a field that the contract does not know.", retryable: false },
  missing_field: { detail: "A required field is absent.", retryable: false },
  invalid_field: { detail: "A field does not have the form that the contract asks for.", retryable: false },
  missing_ts: { detail: "There is no ts, and the id is not a UUIDv7 that carries one.", retryable: false },
  invalid_ts: { detail: "ts is not an RFC 3339 time.", retryable: false },
  ts_too_old: { detail: "ts is older than this edge accepts.", retryable: false },
  ts_in_future: {
    detail: "ts is ahead of this edge's clock by more than five minutes; see server_time.",
    retryable: true,
  },
  org_mismatch: { detail: "org_id is not the credential's organisation.", retryable: false },
  user_mismatch: {
    detail: "user_id is not the token's own subject, and its roles do not report for others.",
    retryable: false,
  },
  cached_exceeds_in: { detail: "tokens_cached is part of tokens_in and cannot exceed it.", retryable: false },
  estimate_incomplete: {
    detail: "tokens_basis estimated needs an estimator, and bytes_in or bytes_out.",
    retryable: false,
  },
  schema_version_unsupported: {
    detail: "This edge does not know the schema_version; see known_versions.",
    retryable: true,
  },
} as const;

export type RejectReason = keyof typeof rejectReasons;

/** A refusal of one event. `pointer` is a JSON pointer into the event; the values sent are never repeated. */
export interface Reject {
  readonly reason: RejectReason;
  readonly pointer: string;
  readonly retryable: boolean;
  /** With `ts_in_future`: the edge's clock, RFC 3339. */
  readonly server_time?: string;
  /** With `schema_version_unsupported`. */
  readonly known_versions?: readonly number[];
}

/** @param pointer JSON pointer into the event, "" for the whole */
export function reject(
  reason: RejectReason,
  pointer: string,
  extra: Pick<Reject, "server_time" | "known_versions"> = {},
): Reject {
  return { reason, pointer, retryable: rejectReasons[reason].retryable, ...extra };
}
