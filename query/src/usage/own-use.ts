import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { type Role, readers } from "../identity/roles.js";
import { type Filter, filtersOf } from "./dimensions.js";

/** Who may ask for use: readers for everybody's, a viewer for their own. */
export const readersAndViewer: readonly Role[] = [...readers, "viewer"];

/** The one person whom the caller may see; undefined: everybody. */
export function onlyPerson({ role, principal }: Pick<RequestContext, "role" | "principal">): string | undefined {
  return role === "viewer" ? principal.id : undefined;
}

/** @throws ProblemError role_missing when a viewer names another person */
export function requireOwn(context: Pick<RequestContext, "role" | "principal">, userId: string): void {
  const only = onlyPerson(context);
  if (only !== undefined && only !== userId)
    throw new ProblemError(problem("role_missing", { detail: "A viewer sees only their own use." }));
}

/** Filters of a request; a viewer's always name themself. */
export function visibleFilters(context: RequestContext): Filter[] {
  const filters = filtersOf(context);
  const only = onlyPerson(context);
  if (only === undefined) return filters;
  for (const { dimension, exclude, values } of filters)
    if (dimension === "user" && !exclude) for (const value of values) requireOwn(context, value);
  return [...filters, { dimension: "user", exclude: false, values: [only] }];
}
