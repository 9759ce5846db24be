import { ProblemError } from "@ecomind/platform";
import type { Operation, Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import { array, object, text, time } from "../http/schema.js";
import type { Role } from "../identity/roles.js";

const analysts: readonly Role[] = ["owner", "admin", "analyst"];
const savedSchema = object({ name: text, query: text, saved_by: text, updated_at: time });
/** Of an organisation; more is refused, so that a list stays one. */
const most = 500;

const pathName: Parameter = {
  name: "name",
  in: "path",
  description: "What people call the query: letters, digits, blanks, dots, dashes.",
  schema: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$" },
  required: true,
};

const saved = `SELECT q.name AS name, q.query AS query, q.saved_by AS saved_by, formatDateTime(q.updated_at, '%FT%TZ', 'UTC') AS updated_at
  FROM saved_queries AS q FINAL WHERE q.org_id = {org:String} AND NOT q.deleted`;

export const listSavedQueries: Operation = {
  id: "listSavedQueries",
  method: "get",
  path: "/v1/sql/queries",
  summary: "The organisation's saved queries",
  roles: analysts,
  response: object({ queries: array(savedSchema) }),
  async handle(context, services) {
    const names = { org: context.principal.orgId };
    return { queries: await services.select(context, "saved", `${saved} ORDER BY name`, names) };
  },
};

export const putSavedQuery: Operation = {
  id: "putSavedQuery",
  method: "put",
  path: "/v1/sql/queries/{name}",
  summary: "Keeps a query under a name; it is judged when it is asked",
  roles: analysts,
  audited: true,
  parameters: [pathName],
  body: object({ query: { type: "string", minLength: 1, maxLength: 60_000 } }),
  response: savedSchema,
  async handle(context, services) {
    const { orgId, id } = context.principal;
    const name = String(context.parameters.name);
    const names = { org: orgId, name };
    const [counted] = await services.select<{ others: number | string }>(
      context,
      "saved",
      `SELECT countIf(s.name != {name:String}) AS others FROM (${saved}) AS s`,
      names,
    );
    if (Number(counted?.others ?? 0) >= most)
      throw new ProblemError(problem("too_much", { detail: `An organisation has at most ${most} saved queries.` }));
    const { query } = context.body as { query: string };
    await services.insert("saved_queries", [{ org_id: orgId, name, query, saved_by: id, deleted: false }]);
    const [row] = await services.select(context, "saved", `${saved} AND q.name = {name:String}`, names);
    return row;
  },
};

export const deleteSavedQuery: Operation = {
  id: "deleteSavedQuery",
  method: "delete",
  path: "/v1/sql/queries/{name}",
  summary: "Forgets a saved query",
  roles: analysts,
  audited: true,
  parameters: [pathName],
  response: savedSchema,
  async handle(context, services) {
    const { orgId, id } = context.principal;
    const names = { org: orgId, name: String(context.parameters.name) };
    const [row] = await services.select(context, "saved", `${saved} AND q.name = {name:String}`, names);
    if (row === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such query." }));
    await services.insert("saved_queries", [
      { org_id: orgId, name: names.name, query: "", saved_by: id, deleted: true },
    ]);
    return row;
  },
};
