import { ProblemError } from "@ecomind/platform";
import { statementOutline } from "../audit/statement-outline.js";
import type { Operation } from "../http/operation.js";
import { problem } from "../http/problems.js";
import { array, object, text } from "../http/schema.js";
import { minimumGroupSizeOf } from "../privacy/minimum-group-size.js";
import { sendSqlAnswer } from "../sql/send-sql-answer.js";

export const sql: Operation = {
  id: "askSql",
  method: "post",
  path: "/v1/sql",
  summary: "One SELECT over the organisation's published tables; see docs/sql.md",
  roles: ["owner", "admin", "analyst"],
  onlyReads: true,
  audited: true,
  body: object(
    {
      query: { type: "string", minLength: 1, maxLength: 60_000 },
      parameters: {
        type: "object",
        maxProperties: 50,
        propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]{0,63}$" },
        additionalProperties: { anyOf: [{ type: "string", maxLength: 4096 }, { type: "number" }] },
      },
    },
    ["parameters"],
  ),
  response: object({
    columns: array(object({ name: text, type: text })),
    rows: array({ type: "array" }),
    elapsed_ms: { type: "number", minimum: 0 },
  }),
  async handle(context, services) {
    const { act, body, principal, requestId, response, route, signal } = context;
    const { sql: analystSql } = services;
    if (analystSql === undefined)
      throw new ProblemError(problem("sql_refused", { detail: "This installation has no account for analysts." }));
    const { query, parameters = {} } = body as { query: string; parameters?: Record<string, string | number> };
    act.target = statementOutline(query);
    const minimumGroupSize = await minimumGroupSizeOf(context, services);
    const question = { orgId: principal.orgId, minimumGroupSize, query, parameters, requestId, route, signal };
    const { answer, done } = await analystSql.ask(question);
    try {
      await sendSqlAnswer(response, answer, {
        signal,
        forPage: principal.kind === "session",
        beforeFirst: () => act.record(),
      });
    } finally {
      done();
    }
    return undefined;
  },
};
