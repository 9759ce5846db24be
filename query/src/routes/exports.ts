import { ProblemError } from "@ecomind/platform";
import { rangeFileName } from "@ecomind/zoned-time";
import { eventColumns } from "../exports/columns.js";
import { dialectOf, downloads, fileParameters, streamDownloads, streamParameters } from "../exports/download.js";
import { engineParquet, engineRows, statementOfRows } from "../exports/engine-rows.js";
import { focusColumns, focusDimensions, focusPages } from "../exports/focus.js";
import { type ExportFormat, exportFormats, sendExport } from "../exports/send-export.js";
import { usageColumns, usagePages } from "../exports/usage-pages.js";
import type { Operation, Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import { count, object, text, time } from "../http/schema.js";
import { eventParameters, eventReaders, eventsOperation, eventsQuestion } from "../reports/events-report.js";
import { wholeUsageReport } from "../reports/usage-report.js";
import { usageOperation, usageParameters, usageReaders } from "../reports/usage-schemas.js";
import { asChosen } from "../usage/factor-spans.js";
import { listParameters } from "../usage/group-list.js";
import { completeFromHeader } from "../usage/history-boundary.js";
import { onlyPerson } from "../usage/own-use.js";
import { comparisonParameters, periodOf } from "../usage/period.js";

/** What was asked, with the range that it meant at the time: asked again, a month later, it gives the same rows. */
const given = (
  { format: _, csv_dialect: __, ...parameters }: Readonly<Record<string, unknown>>,
  from: string,
  to: string,
) => ({
  ...parameters,
  from,
  to,
});

/** Parameters of a file of the report: those for JSON alone are left out. @param fixed what the file settles itself */
const reportParameters = (...fixed: readonly string[]): readonly Parameter[] => {
  const unfit = new Set([...comparisonParameters, ...listParameters].map(({ name }) => name).concat("metrics", fixed));
  return [...usageParameters.filter(({ name }) => !unfit.has(name)), ...fileParameters];
};

const setNames = (sets: readonly { readonly factor_set: string }[]): string[] => [
  ...new Set(sets.map(({ factor_set }) => factor_set)),
];

const fileNameOf = (name: string, { from, to, timezone }: { from: string; to: string; timezone: string }): string =>
  rangeFileName(name, Date.parse(from), Date.parse(to), timezone);

export const exportUsage: Operation = {
  id: "exportUsage",
  method: "get",
  path: "/v1/usage/export",
  summary: "The rows of /v1/usage as a file; its manifest is at the address in the header Link",
  roles: usageReaders,
  audited: true,
  parameters: reportParameters(),
  response: text,
  responseHeaders: completeFromHeader,
  downloads,
  async handle(context, services) {
    await sendExport(context, services, async () => {
      const { parameters } = context;
      const answer = await wholeUsageReport(context, services);
      if (answer.complete_from !== undefined) context.response.set("x-complete-from", answer.complete_from);
      const { restated } = answer;
      // The set that is the organisation's now may not be so later; which sets were its own when stays as it was.
      const sets = setNames(answer.factor_sets);
      const columns = usageColumns(answer);
      return {
        operation: usageOperation,
        parameters: {
          ...given(parameters, answer.from, answer.to),
          factor_set: sets.length === 1 ? sets[0] : asChosen,
        },
        format: (parameters.format as ExportFormat | undefined) ?? "csv",
        factorSet: [...new Set([...sets, ...(restated === undefined ? [] : [restated.factor_set])])].join(", "),
        dialect: dialectOf(context),
        name: fileNameOf(answer.interval === "total" ? "usage" : `usage-${answer.interval}`, answer),
        columns,
        async *rows() {
          yield* usagePages(answer);
        },
        parquet: () => engineParquet(context, services, statementOfRows(usagePages(answer), columns)),
      };
    });
    return undefined;
  },
};

export const exportFocus: Operation = {
  id: "exportFocus",
  method: "get",
  path: "/v1/usage/export/focus",
  summary:
    "Use by provider and model as a file for FinOps tools: columns of FOCUS for usage, one row for each quantity, without costs",
  roles: usageReaders,
  audited: true,
  parameters: reportParameters("group_by", "top", "restate_with"),
  response: text,
  responseHeaders: completeFromHeader,
  downloads,
  async handle(context, services) {
    await sendExport(context, services, async () => {
      const { parameters } = context;
      const question = { interval: "day", ...parameters, group_by: [...focusDimensions], top: 1_000 };
      const answer = await wholeUsageReport({ ...context, parameters: question }, services);
      if (answer.complete_from !== undefined) context.response.set("x-complete-from", answer.complete_from);
      const { orgId } = context.principal;
      return {
        operation: usageOperation,
        parameters: given(question, answer.from, answer.to),
        format: (parameters.format as ExportFormat | undefined) ?? "csv",
        dialect: dialectOf(context),
        factorSet: setNames(answer.factor_sets).join(", "),
        name: fileNameOf(`focus-${answer.interval}`, answer),
        columns: focusColumns,
        async *rows() {
          yield* focusPages(answer, orgId);
        },
        parquet: () => engineParquet(context, services, statementOfRows(focusPages(answer, orgId), focusColumns)),
      };
    });
    return undefined;
  },
};

export const exportEvents: Operation = {
  id: "exportEvents",
  method: "get",
  path: "/v1/events/export",
  summary:
    "Every event of a period that the filters leave as a file, the newest first; its manifest is at the address in the header Link",
  roles: eventReaders,
  audited: true,
  parameters: [...eventParameters, ...streamParameters],
  response: text,
  downloads: streamDownloads,
  async handle(context, services) {
    await sendExport(context, services, async () => {
      const { parameters } = context;
      const { sql, values } = await eventsQuestion(context, services);
      const { fromMs, toMs, zone } = periodOf(context);
      const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
      return {
        operation: eventsOperation,
        parameters: given(parameters, from, to),
        format: (parameters.format as ExportFormat | undefined) ?? "csv",
        factorSet: "",
        dialect: dialectOf(context),
        name: rangeFileName("events", fromMs, toMs, zone),
        columns: eventColumns,
        rows: () => engineRows<Record<string, unknown>>(context, services, sql, values),
        parquet: () => engineParquet(context, services, sql, values),
      };
    });
    return undefined;
  },
};

export const exportManifest: Operation = {
  id: "getExport",
  method: "get",
  path: "/v1/exports/{export_id}",
  summary: "What tells an exported file: the question, the factor set, rows, bytes and checksum",
  roles: usageReaders,
  parameters: [
    {
      name: "export_id",
      in: "path",
      description: "From the header X-Export-Id of the file's answer.",
      schema: { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" },
      required: true,
    },
  ],
  response: object({
    export_id: text,
    requested_by: text,
    query: object({ operation: text, parameters: { type: "object" } }),
    format: { enum: [...exportFormats] },
    factor_set: { ...text, description: "Of several, each once; empty: the file holds no footprint." },
    generated_at: time,
    rows: count,
    bytes: count,
    sha256: text,
  }),
  async handle(context, services) {
    const only = onlyPerson(context);
    const [row] = await services.select<Record<string, string>>(
      context,
      "export",
      `SELECT toString(e.export_id) AS export_id, requested_by, toString(operation) AS operation, parameters, toString(format) AS format, factor_set,
         formatDateTime(e.generated_at, '%Y-%m-%dT%H:%i:%S', 'UTC') || 'Z' AS generated_at, toFloat64(e.rows) AS rows, toFloat64(e.bytes) AS bytes, sha256
       FROM exports AS e WHERE org_id = {org:String} ${only === undefined ? "" : "AND requested_by = {only:String}"} AND e.export_id = toUUID({id:String}) LIMIT 1`,
      { org: context.principal.orgId, id: context.parameters.export_id, only: only ?? "" },
    );
    if (row === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such export." }));
    const { operation, parameters = "{}", ...rest } = row;
    return { ...rest, query: { operation, parameters: JSON.parse(parameters) as object } };
  },
};
