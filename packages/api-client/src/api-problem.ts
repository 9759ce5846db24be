import type { Problem } from "./api-types.js";

/** A refusal of the API. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** Stable, such as `invalid_parameter`; undefined: something before the API has answered, such as a proxy. */
  readonly code: Problem["code"] | undefined;
  readonly problem: Problem | undefined;
  /** How long to wait before another try; undefined: another try is not asked for. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Problem | undefined, retryAfterSeconds?: number) {
    super(problem?.detail ?? problem?.title ?? `The answer has status ${status}.`);
    this.status = status;
    this.problem = problem;
    this.code = problem?.code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The refusal in a response that is not a success. */
  static async of(response: Response): Promise<ApiProblem> {
    const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    const problem = isProblem ? ((await response.json()) as Problem) : undefined;
    return new ApiProblem(response.status, problem, Number.isNaN(retryAfter) ? undefined : retryAfter);
  }
}
