import { problemsOf } from "@ecomind/platform";

/** Every problem that the edge answers with; `docs/api/ingest-problems.md` explains each. */
export const problemTable = {
  invalid_json: { status: 400, title: "The body is not JSON" },
  invalid_protobuf: { status: 400, title: "The body is not a protobuf message" },
  invalid_utf8: { status: 400, title: "The body is not UTF-8" },
  invalid_encoding: { status: 400, title: "The body is not what its Content-Encoding says" },
  invalid_batch: { status: 400, title: "The body is not a batch of events" },
  event_rejected: { status: 400, title: "The event is not accepted" },
  batch_rejected: { status: 400, title: "No event of the batch is accepted" },
  ambiguous_request: { status: 400, title: "The request can be read in more than one way" },
  credential_missing: { status: 401, title: "A credential is needed" },
  credential_invalid: { status: 401, title: "The credential is not valid" },
  credential_expired: { status: 401, title: "The credential has expired" },
  credential_revoked: { status: 401, title: "The credential was revoked" },
  scope_missing: { status: 403, title: "The credential does not allow this" },
  user_mismatch: { status: 403, title: "The credential reports for its own person alone" },
  org_mismatch: { status: 403, title: "The event names another organisation than the credential" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This method is not allowed here" },
  request_timeout: { status: 408, title: "The body did not arrive in time" },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "This content type is not accepted" },
  unsupported_encoding: { status: 415, title: "This content encoding is not accepted" },
  host_unknown: { status: 421, title: "This edge is not known under this host name" },
  rate_limited: { status: 429, title: "Too many events" },
  overloaded: { status: 503, title: "The edge has more than it can hold" },
  log_unavailable: { status: 503, title: "It is not known whether the events were stored" },
  log_full: { status: 503, title: "The log has no room" },
  identity_unavailable: { status: 503, title: "Who sends this cannot be known now" },
} as const;

export type ProblemCode = keyof typeof problemTable;

export const problem = problemsOf(problemTable);
