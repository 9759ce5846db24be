/** Why the edge refuses an event: stable codes, what they mean, and whether the same event may be accepted later. */
export const rejectReasons = {
  not_an_object: { detail: "The event is not a JSON object.", retryable: false },
  unknown_field: { detail: "The event has a field that the contract does not know.", retryable: false },
  missing_field: { detail: "A required field is absent.", retryable: false },
  invalid_field: { detail: "A required field cannot be used; see allowed.", retryable: false },
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
  /** What the field may hold. */
  readonly allowed?: string;
  /** With `ts_in_future`: the edge's clock, RFC 3339. */
  readonly server_time?: string;
  /** With `schema_version_unsupported`. */
  readonly known_versions?: readonly number[];
}

/** @param pointer JSON pointer into the event, "" for the whole */
export function reject(
  reason: RejectReason,
  pointer: string,
  extra: Pick<Reject, "allowed" | "server_time" | "known_versions"> = {},
): Reject {
  return { reason, pointer, retryable: rejectReasons[reason].retryable, ...extra };
}

/** Why the edge left an optional field out of an event that it took. */
export const warningReasons = {
  unusable_field: "The field does not have a form that can be used; see allowed.",
  cached_exceeds_in: "tokens_cached is part of tokens_in and cannot exceed it.",
  cached_without_in: "tokens_cached says nothing while tokens_in is unknown.",
  bound_beside_tokens: "A bound of tokens needs the tokens, and lies on its side of them.",
} as const;

export type WarningReason = keyof typeof warningReasons;

/** A field that was left out of an event that was taken. */
export interface Warning {
  readonly reason: WarningReason;
  readonly pointer: string;
  readonly allowed?: string;
}
