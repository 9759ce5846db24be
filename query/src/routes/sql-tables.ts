import { publishedTo } from "@ecomind/clickhouse";
import type { Operation } from "../http/operation.js";
import { array, object, text } from "../http/schema.js";
import { minimumGroupSizeOf } from "../privacy/minimum-group-size.js";

/** What SQL of the organisation may name: for the editor of the SQL page, and for tools that draw a list of tables. */
export const listSqlTables: Operation = {
  id: "listSqlTables",
  method: "get",
  path: "/v1/sql/tables",
  summary: "The published tables with their columns and types, as the organisation's SQL may name them",
  roles: ["owner", "admin", "analyst"],
  response: object({
    tables: array(object({ name: text, columns: array(object({ name: text, type: text })) })),
  }),
  async handle(context, services) {
    const published = publishedTo(await minimumGroupSizeOf(context, services));
    const columns = await services.select<{ table: string; name: string; type: string }>(
      context,
      "sql-tables",
      `SELECT c.table AS table, c.name AS name, c.type AS type FROM system.columns AS c
       WHERE c.database = currentDatabase() AND has({tables:Array(String)}, c.table) ORDER BY c.table, c.position`,
      { tables: Object.keys(published) },
    );
    const ofTable = (name: string) => columns.filter(({ table }) => table === name);
    // A view of events hands on what the reader may see of them.
    const hidden = new Set(
      ofTable("events").flatMap(({ name }) => (published.events?.includes(name) === true ? [] : [name])),
    );
    return {
      tables: Object.entries(published).map(([name, granted]) => ({
        name,
        columns: ofTable(name)
          .filter(({ name: column }) => (granted.length === 0 ? !hidden.has(column) : granted.includes(column)))
          .map(({ name: column, type }) => ({ name: column, type })),
      })),
    };
  },
};
