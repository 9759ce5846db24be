import { ProblemError, problemsOf } from "@ecomind/platform";

/** Every problem that the query service answers with. */
export const problemTable = {
  malformed_request: { status: 400, title: "The request is not HTTP" },
  invalid_parameter: { status: 400, title: "A parameter is not valid" },
  unknown_parameter: { status: 400, title: "A parameter is not known" },
  invalid_body: { status: 400, title: "The body is not valid" },
  sql_refused: { status: 400, title: "The statement is not accepted" },
  credential_missing: { status: 401, title: "A credential is needed" },
  credential_invalid: { status: 401, title: "The credential is not valid" },
  credential_expired: { status: 401, title: "The credential has expired" },
  credential_revoked: { status: 401, title: "The credential was revoked" },
  role_missing: { status: 403, title: "The credential's role does not allow this" },
  group_too_small: { status: 403, title: "The answer would be about too few persons" },
  cross_site: { status: 403, title: "A page of another site cannot do this" },
  not_found: { status: 404, title: "There is nothing here" },
  method_not_allowed: { status: 405, title: "This method is not allowed here" },
  request_timeout: { status: 408, title: "The request did not come in time" },
  key_ended: { status: 409, title: "The key has expired or was revoked" },
  last_owner: { status: 409, title: "An organisation keeps its last owner" },
  precondition_failed: { status: 412, title: "It is not what the condition names" },
  body_too_large: { status: 413, title: "The body is too large" },
  range_not_satisfiable: { status: 416, title: "The range lies outside" },
  host_unknown: { status: 421, title: "This service is not known under this host name" },
  too_much: { status: 422, title: "The question asks for more than one answer may hold" },
  headers_too_large: { status: 431, title: "The address and headers are too large" },
  too_many_exports: { status: 429, title: "Too many files at once" },
  rate_limited: { status: 429, title: "Too many requests" },
  identity_unavailable: { status: 503, title: "Who asks this cannot be known now" },
  store_unavailable: { status: 503, title: "The store does not answer" },
  internal: { status: 500, title: "The service failed" },
} as const;

export type ProblemCode = keyof typeof problemTable;

export const problem = problemsOf(problemTable);

/** @param pointer JSON pointer to what is wrong in the body @param detail what was expected there */
export const invalidBody = (pointer: string, detail: string): ProblemError =>
  new ProblemError(problem("invalid_body", { pointer, detail }));
