import { parseArgs } from "node:util";
import { createStoreClient } from "@ecomind/clickhouse";
import { type Command, CommandUsageError } from "../command.js";
import { storeConnection, storeConnectionHelp, storeConnectionOptions } from "../store-connection.js";

const help = `Usage: ecomind factors diff OLD NEW [options]

What another factor set would change: electricity and CO2e of the last 12 months by model and place, computed with both sets, the
largest changes of CO2e first. Choosing the set is another step: PUT /v1/factor-sets/chosen/NEW, or the Settings page.

${storeConnectionHelp}
  --org NAME      of one organisation [all together]
  --top N         rows to print [20]
  --json          print every row as JSON: kWh IT, kg CO2e location-based`;

/** Use of a model at a place by two factor sets. Undefined measures: the method does not cover it. */
interface ChangedRow {
  readonly model: string;
  readonly region: string;
  readonly requests: number;
  readonly kwh_old: number | null;
  readonly kwh_new: number | null;
  readonly kg_old: number | null;
  readonly kg_new: number | null;
}

const side = (
  set: string,
) => `SELECT model, region, sum(f.requests) AS requests, sum(kwh_it_central) AS kwh, sum(kgco2e_lb_central) AS kg
  FROM footprint_15m_of(factor_set = {${set}:String}) AS f
  WHERE bucket >= now() - INTERVAL 12 MONTH AND ({org:String} = '' OR org_id = {org:String})
  GROUP BY model, region`;

const question = `SELECT o.model AS model, o.region AS region, toFloat64(o.requests) AS requests,
  o.kwh AS kwh_old, n.kwh AS kwh_new, o.kg AS kg_old, n.kg AS kg_new
FROM (${side("old")}) AS o INNER JOIN (${side("new")}) AS n ON n.model = o.model AND n.region = o.region
ORDER BY abs(ifNull(n.kg, 0) - ifNull(o.kg, 0)) DESC, model, region`;

const figure = (value: number | null): string => (value === null ? "none" : Number(value.toPrecision(3)).toString());
const times = (old: number | null, now: number | null): string =>
  old === null || now === null || old === 0 ? "" : `x${(now / old).toFixed(2)}`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] as readonly string[]).map((_cell, at) =>
    Math.max(...rows.map((row) => (row[at] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] as number) : cell.padStart(widths[at] as number)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const line = (name: string, region: string, rows: readonly ChangedRow[]): string[] => {
  const sum = (pick: (row: ChangedRow) => number | null) => rows.reduce((total, row) => total + (pick(row) ?? 0), 0);
  const [kwhOld, kwhNew, kgOld, kgNew] = [
    sum((r) => r.kwh_old),
    sum((r) => r.kwh_new),
    sum((r) => r.kg_old),
    sum((r) => r.kg_new),
  ];
  return [
    name,
    region,
    String(sum((row) => row.requests)),
    ...[figure(kwhOld), figure(kwhNew), times(kwhOld, kwhNew)],
    ...[figure(kgOld), figure(kgNew), times(kgOld, kgNew)],
  ];
};

export const factorsCommand: Command = {
  name: "factors",
  summary: "what another factor set would change, by model and place",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...storeConnectionOptions,
        org: { type: "string", default: "" },
        top: { type: "string", default: "20" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [action, before, after, ...more] = positionals;
    if (action !== "diff" || before === undefined || after === undefined || more.length > 0)
      throw new CommandUsageError("diff OLD NEW: the names of two factor sets");
    if (!/^[1-9]\d{0,5}$/.test(values.top)) throw new CommandUsageError("--top: a whole number from 1");
    const client = createStoreClient({
      ...storeConnection(values),
      application: "ecomind-factors",
      requestTimeoutMs: 600_000,
    });
    try {
      const known = await client.query({
        query: "SELECT DISTINCT factor_set FROM factor_sets ORDER BY factor_set",
        format: "JSONEachRow",
      });
      const sets = (await known.json<{ factor_set: string }>()).map(({ factor_set }) => factor_set);
      const unknown = [before, after].find((set) => !sets.includes(set));
      if (unknown !== undefined)
        throw new CommandUsageError(`the store has no such factor set; it has ${sets.join(", ")}`);
      const answer = await client.query({
        query: question,
        query_params: { old: before, new: after, org: values.org },
        format: "JSONEachRow",
      });
      const rows = await answer.json<ChangedRow>();
      if (values.json) {
        io.out(JSON.stringify({ old: before, new: after, rows }, undefined, 2));
        return 0;
      }
      const shown = rows.slice(0, Number(values.top));
      const rest = rows.slice(shown.length);
      io.out(
        table([
          ["model", "place", "requests", "kWh old", "new", "", "kg CO2e old", "new", ""],
          ...shown.map((row) => line(row.model, row.region || "unknown", [row])),
          ...(rest.length === 0 ? [] : [line(`${rest.length} others`, "", rest)]),
          line("total", "", rows),
        ]),
      );
      return 0;
    } finally {
      await client.close();
    }
  },
};
