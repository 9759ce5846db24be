import { deleteEvent } from "@ecomind/clickhouse";
import { estimateTotals } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import type { Operation, Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import { array, nullable, object, text } from "../http/schema.js";
import { administrators } from "../identity/roles.js";
import { nameMappingsOf } from "../names/stored-mappings.js";
import {
  type EventRow,
  eventParameters,
  eventReaders,
  eventSchema,
  eventsInForce,
  eventsOperation,
  eventsQuestion,
  minimumOf,
  ownOnly,
  uuid,
  visibleColumns,
} from "../reports/events-report.js";
import { footprintAnswer, footprintSchemas } from "../reports/footprint-answer.js";
import { limits, logComment, storeProblem } from "../store/select.js";
import { onlyPerson } from "../usage/own-use.js";
import { invalid } from "../usage/period.js";
import { namedFactorSet, wholeSetParameter } from "../usage/whole-factor-set.js";

const told = <Row extends EventRow>(row: Row) => ({ ...row, aggregated: row.requests > 1 });

const pathEvent: Parameter = {
  name: "event_id",
  in: "path",
  description: "The event's id.",
  schema: { type: "string", pattern: uuid.source },
  required: true,
};

const cursorForm = /^(\d{1,14})\.([0-9a-f-]{36})$/;

export const events: Operation = {
  id: eventsOperation,
  method: "get",
  path: "/v1/events",
  summary: "Events that the filters leave, the newest first, page by page",
  roles: eventReaders,
  parameters: [
    ...eventParameters,
    {
      name: "limit",
      in: "query",
      description: "Events a page. Default: 100.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
    {
      name: "cursor",
      in: "query",
      description:
        "`next` of the page before: the place in time where it ended. The rest of the question stays the same.",
      schema: { type: "string", maxLength: 64 },
    },
  ],
  response: object({ events: array(object(eventSchema)), next: nullable(text) }),
  async handle(context, services) {
    const { parameters } = context;
    const limit = (parameters.limit as number | undefined) ?? 100;
    const cursor = cursorForm.exec((parameters.cursor as string | undefined) ?? "");
    if (parameters.cursor !== undefined && (cursor === null || !uuid.test(cursor[2] as string)))
      throw invalid("cursor", "Expected `next` of an earlier page.");
    const { sql, values } = await eventsQuestion(
      context,
      services,
      ", toUnixTimestamp64Milli(e.ts) AS ts_ms",
      cursor === null
        ? ""
        : "(e.ts, e.id) < (fromUnixTimestamp64Milli({cursor_ts:Int64}, 'UTC'), toUUID({cursor_id:String}))",
    );
    const rows = await services.select<EventRow & { ts_ms: number | string }>(
      context,
      "events",
      `${sql} LIMIT {limit:UInt32}`,
      { ...values, limit, cursor_ts: Number(cursor?.[1] ?? 0), cursor_id: cursor?.[2] ?? "" },
    );
    const last = rows.at(-1);
    return {
      events: rows.map(({ ts_ms: _, ...row }) => told(row)),
      next: rows.length === limit && last !== undefined ? `${last.ts_ms}.${last.id}` : null,
    };
  },
};

export const footprint: Operation = {
  id: "getFootprint",
  method: "get",
  path: "/v1/footprint/{event_id}",
  summary: "One event's footprint, and every factor behind it",
  roles: eventReaders,
  parameters: [pathEvent, wholeSetParameter],
  response: object({ event: object(eventSchema), ...footprintSchemas }),
  async handle(context, services) {
    const { principal, parameters } = context;
    const factors = await namedFactorSet(context, services);
    const [stored] = await services.select<EventRow>(
      context,
      "footprint",
      `SELECT ${visibleColumns(await minimumOf(context, services))} FROM ${eventsInForce(`e.org_id = {org:String} ${ownOnly(context)} AND e.id = toUUID({id:String})`)} LIMIT 1`,
      { org: principal.orgId, id: parameters.event_id, only: onlyPerson(context) ?? "" },
    );
    if (stored === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such event." }));
    const names = { ...stored, modelReported: stored.model_reported, regionReported: stored.region_reported };
    const row = { ...stored, ...(await nameMappingsOf(context, services)).apply(names, Date.parse(stored.ts)) };
    const totals = {
      provider: row.provider,
      model: row.model,
      region: row.region,
      tokensIn: row.tokens_in ?? 0,
      tokensCached: row.tokens_cached,
      tokensOut: row.tokens_out ?? 0,
      tokensOutRamp: row.tokens_out_ramp,
      serviceTier: row.service_tier,
      year: new Date(row.ts).getUTCFullYear(),
      ...(row.energy_wh === null || row.energy_boundary === ""
        ? {}
        : { measured: { kwh: row.energy_wh / 1e3, boundary: row.energy_boundary } }),
    };
    const footprint = estimateTotals(totals, factors, { explain: true, single: row.requests === 1 });
    const isUnknown = row.tokens_in === null && row.tokens_out === null && row.energy_wh === null;
    return { event: told(row), ...footprintAnswer(isUnknown ? { ...footprint, values: undefined } : footprint) };
  },
};

export const removeEvent: Operation = {
  id: "deleteEvent",
  method: "delete",
  path: "/v1/events/{event_id}",
  summary: "Takes a wrong event back for good, with all its revisions; sent again it counts as a duplicate",
  roles: administrators,
  audited: true,
  parameters: [pathEvent],
  response: object({ id: text }),
  async handle(context, { client }) {
    const id = String(context.parameters.event_id);
    const marked = { ...limits, log_comment: logComment(context, "delete-event") };
    const isDeleted = await deleteEvent(client, context.principal.orgId, id, marked).catch((error: unknown) => {
      throw storeProblem(error);
    });
    if (!isDeleted) throw new ProblemError(problem("not_found", { detail: "There is no such event." }));
    return { id };
  },
};
