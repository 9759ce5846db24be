/** A problem document (RFC 9457) with a stable `code`. Values that a client sent are never echoed. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  /** Where in the request: a JSON pointer into the body, or the name of a parameter or header. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly request_id?: string;
  readonly [extension: string]: unknown;
}

/** One row of a service's table of problem codes. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export type ProblemTable = Readonly<Record<string, ProblemKind>>;

/** The media type of a problem document. */
export const problemMediaType = "application/problem+json";

/** Builds documents for one service from its table; the type is a relative reference into its documentation. */
export function problemsOf<T extends ProblemTable>(table: T) {
  return (code: keyof T & string, extra: Partial<Omit<ProblemDocument, "status" | "code">> = {}): ProblemDocument => {
    const { status, title } = table[code] as ProblemKind;
    return { type: `/problems/${code}`, title, status, code, ...extra };
  };
}

/** An error that knows its problem document. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
  /** @param options the cause, which is logged and never sent */
  constructor(problem: ProblemDocument, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
    this.headers = headers;
  }
}
