import { ProblemError } from "@ecomind/platform";
import { eventColumns } from "../exports/columns.js";
import { dialectOf, streamDownloads, streamParameters } from "../exports/download.js";
import { engineParquet, engineRows } from "../exports/engine-rows.js";
import { type ExportFormat, sendExport } from "../exports/send-export.js";
import type { Operation, Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { array, object, text, time } from "../http/schema.js";
import { endKeysOf, endKeysParameter, leftKeysSchema } from "../identity/end-keys.js";
import { guardOwners } from "../identity/owners.js";
import { administrators } from "../identity/roles.js";
import { eventsOfPerson } from "../reports/events-report.js";
import type { Services } from "../services.js";
import { onlyPerson } from "../usage/own-use.js";

const pathPerson: Parameter = {
  name: "user_id",
  in: "path",
  description: "The person's pseudonym.",
  schema: { type: "string", minLength: 1, maxLength: 128 },
  required: true,
};

const states = ["requested", "running", "done"];
const erasureProperties = { user_id: text, state: { enum: states }, requested_at: time, updated_at: time };
const erasureSchema = object(erasureProperties);

const query = `SELECT e.user_id AS user_id, toString(e.state) AS state, formatDateTime(e.requested_at, '%FT%TZ', 'UTC') AS requested_at,
    formatDateTime(e.updated_at, '%FT%TZ', 'UTC') AS updated_at
  FROM erasures AS e FINAL WHERE e.org_id = {org:String} AND e.user_id = {user:String}`;

/** SQL of a name as it is told from others: an address is one, however its letters are written. */
const folded = (name: string): string => `lowerUTF8(normalizeUTF8NFKC(${name}))`;

/** Other names under which the same person may have been reported. */
async function spellingsOf(userId: string, context: RequestContext, services: Services): Promise<string[]> {
  const rows = await services.select<{ name: string }>(
    context,
    "spellings",
    `SELECT DISTINCT p.name AS name FROM (
       SELECT toString(e.user_id) AS name FROM events AS e WHERE e.org_id = {org:String} GROUP BY e.user_id
       UNION ALL SELECT m.user_id AS name FROM members AS m WHERE m.org_id = {org:String}
     ) AS p
     WHERE ${folded("p.name")} = ${folded("{user:String}")} AND p.name != {user:String}
     ORDER BY name LIMIT 100`,
    { org: context.principal.orgId, user: userId },
  );
  return rows.map(({ name }) => name);
}

export const erasePersonOperation: Operation = {
  id: "eraseUser",
  method: "delete",
  path: "/v1/users/{user_id}",
  summary:
    "Erases a person: their events stay counted, without whom, and they have no role any more until they are listed anew. A job does it; events that still arrive are erased as they are stored",
  roles: administrators,
  audited: true,
  parameters: [pathPerson, endKeysParameter],
  response: object({
    ...erasureProperties,
    ...leftKeysSchema,
    other_spellings: {
      ...array(text),
      description:
        "Persons of events and of the list of members whose names differ from this one by case or by the way that Unicode writes a letter alone: they are not erased.",
    },
  }),
  async handle(context, services) {
    const { principal, parameters } = context;
    const names = { org: principal.orgId, user: parameters.user_id };
    const userId = String(parameters.user_id);
    const listed = await guardOwners(context, services, userId, undefined);
    const otherSpellings = await spellingsOf(userId, context, services);
    // Before the request for the erasure, which takes their name from what they made.
    const keys = await endKeysOf(context, services, userId);
    const [known] = await services.select<{ state: string }>(context, "erasure", query, names);
    // Asked for again it is done again: the person may have been brought in by other means, or listed anew since.
    if (known === undefined || known.state === "done" || listed !== undefined)
      await services.insert("erasures", [
        { org_id: principal.orgId, user_id: parameters.user_id, requested_by: principal.id, state: "requested" },
      ]);
    const [row] = await services.select<object>(context, "erasure", query, names);
    return { ...row, ...keys, other_spellings: otherSpellings };
  },
};

export const erasureState: Operation = {
  id: "getErasure",
  method: "get",
  path: "/v1/users/{user_id}/erasure",
  summary: "How far a person's erasure is",
  roles: administrators,
  parameters: [pathPerson],
  response: erasureSchema,
  async handle(context, services) {
    const names = { org: context.principal.orgId, user: context.parameters.user_id };
    const [row] = await services.select(context, "erasure", query, names);
    if (row === undefined) throw new ProblemError(problem("not_found", { detail: "Nobody asked for this erasure." }));
    return row;
  },
};

export const exportPerson: Operation = {
  id: "exportUser",
  method: "get",
  path: "/v1/users/{user_id}/export",
  summary:
    "Every event of one person as a file, for the person themself; its manifest is at the address in the header Link",
  roles: [...administrators, "viewer"],
  audited: true,
  parameters: [pathPerson, ...streamParameters],
  response: text,
  downloads: streamDownloads,
  async handle(context, services) {
    const { parameters } = context;
    const userId = String(parameters.user_id);
    const only = onlyPerson(context);
    if (only !== undefined && only !== userId)
      throw new ProblemError(problem("not_found", { detail: "A viewer has only their own events." }));
    const { sql, values } = await eventsOfPerson(context, services, userId);
    await sendExport(context, services, async () => ({
      operation: "exportUser",
      parameters: { user_id: userId },
      format: (parameters.format as ExportFormat | undefined) ?? "csv",
      factorSet: "",
      dialect: dialectOf(context),
      name: `ecomind_person_${new Date(context.nowMs).toISOString().slice(0, 10)}`,
      columns: eventColumns,
      rows: () => engineRows<Record<string, unknown>>(context, services, sql, values),
      parquet: () => engineParquet(context, services, sql, values),
    }));
    return undefined;
  },
};
