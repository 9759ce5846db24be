import type { QueryFixture } from "../../query/test/fixture.js";

/** An operation as the service's own document declares it. */
export interface ServedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[];
  /** API keys need the scope `admin` for it. */
  readonly changes: boolean;
  readonly takesBody: boolean;
}

interface OperationObject {
  readonly operationId: string;
  readonly description: string;
  readonly requestBody?: object;
}

/** Every operation of the document that the service serves. */
export function servedOperations({ document }: Pick<QueryFixture, "document">): readonly ServedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { operationId, description, requestBody } = operation as unknown as OperationObject;
      const roles = /^Roles: ([a-z, ]+)\./.exec(description)?.[1]?.split(", ");
      if (roles === undefined) throw new Error(`${operationId} declares no roles`);
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        roles,
        changes: /scope admin/.test(description),
        takesBody: requestBody !== undefined,
      };
    }),
  );
}

/** Questions that are wide enough to show somebody else's rows, were they there; bodies that are right. */
const questions: Readonly<Record<string, string>> = {
  getUsage: "?group_by=team",
  getDaily: "?group_by=provider,model",
  exportUsage: "?group_by=model",
};
const bodies: Readonly<Record<string, object>> = {
  askSql: { query: "SELECT org_id, team, model, source FROM events" },
  estimate: { provider: "openai", model: "gpt-4o", tokens_in: 1000, tokens_out: 400 },
};

/**
 * A request for an operation that names `things` in its path. What only reads is asked as it should be; what changes
 * something gets a body that no schema takes, since permission is decided before.
 */
export function requestFor(
  operation: ServedOperation,
  things: Readonly<Record<string, string>>,
): { readonly path: string; readonly method: string; readonly body?: object } {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const thing = things[name];
    if (thing === undefined) throw new Error(`${operation.path}: nothing is known to put into {${name}}`);
    return thing;
  });
  return {
    path: `${path}${questions[operation.id] ?? ""}`,
    method: operation.method,
    ...(operation.takesBody ? { body: bodies[operation.id] ?? { no_such_field: 1 } } : {}),
  };
}
