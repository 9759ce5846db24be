import { ApiProblem } from "@ecomind/api-client";

/** Whether the same request may succeed later, without anybody changing anything. */
export const isTransient = ({ status }: ApiProblem): boolean => status === 0 || status === 429 || status >= 500;

/** The id under which the service's logs have the request; empty if no service of ours answered. */
export const requestIdOf = ({ problem }: ApiProblem): string => problem?.request_id ?? "";

/** What was refused and where: "A parameter is not valid: tz: Expected an IANA time zone." */
export function problemText({ message, problem }: ApiProblem): string {
  if (problem === undefined) return message;
  const { title, parameter, pointer, detail } = problem;
  return [title, parameter, pointer, detail].filter((part) => part !== undefined).join(": ");
}

/** An error as a problem to show: of anything but the API, no answer came. */
export const problemOf = (error: unknown): ApiProblem =>
  error instanceof ApiProblem ? error : new ApiProblem(0, undefined);
