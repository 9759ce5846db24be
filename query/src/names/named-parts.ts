import { canonicalRegion, embeddingPrefix } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { type MappingKind, mappingKinds, type NameMappings } from "./mapped-use.js";
import { type NameColumns, type NamedPart, onePart, storedNames } from "./name-columns.js";
import { nameMappingsOf } from "./stored-mappings.js";

/** A table that names are mapped in. The history keeps no reported names: of a name that no factor set lists, the stored one is it. */
type Table = "events" | "usage_history";

/** Combinations of names that one statement may name: each takes a few dozen bytes of its parameters. */
const mostCombinations = 3_000;

/** Names that belong together, as a number that JSON has exactly. */
const mark = (...columns: readonly string[]): string => `bitAnd(sipHash64(${columns.join(", ")}), 9007199254740991)`;
const storedMark = mark("e.provider", "e.model", "e.region");

/** Parts that a question's rows fall into, by table, and what their parameters are. */
export interface NamedParts {
  /** Whether there are mapped names among the rows. */
  readonly isMapped: boolean;
  readonly of: (table: Table) => readonly NamedPart[];
  readonly parameters: Readonly<Record<string, readonly (number | string)[]>>;
}

const nothingMapped: NamedParts = { isMapped: false, of: () => onePart, parameters: {} };

interface Combination {
  readonly mark: number;
  readonly stored_mark: number;
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly model_reported: string;
  readonly region_reported: string;
  readonly piece: number;
}

const columnsOf = (table: Table) =>
  table === "events"
    ? { time: "e.ts", model: "e.model_reported", region: "e.region_reported" }
    : { time: "e.bucket", model: "e.model", region: "e.region" };

/** SQL of which of the stretches between times something lies in, from 0. */
const pieceOf = (time: string, changesMs: readonly number[]): string =>
  changesMs.length === 0
    ? "0"
    : `multiIf(${changesMs.map((ms, at) => `${time} < toDateTime(${Math.floor(ms / 1000)}, 'UTC'), ${at}`).join(", ")}, ${changesMs.length})`;

function sqlOf(table: Table, changesMs: readonly number[]) {
  const { time, model, region } = columnsOf(table);
  return {
    time,
    model,
    region,
    piece: pieceOf(time, changesMs),
    mark: mark("e.provider", "e.model", "e.region", model, region, pieceOf(time, changesMs)),
  };
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  /** Times within it at which rolling names come to mean another model. */
  readonly changesMs: readonly number[];
}

/** Combinations of names in a range that a mapping concerns. */
async function combinationsOf(
  table: Table,
  mappings: NameMappings,
  { fromMs, toMs, changesMs }: Range,
  context: RequestContext,
  services: Services,
): Promise<Combination[]> {
  const sql = sqlOf(table, changesMs);
  // A known name in the history may be what other spellings were resolved to.
  const isOwn = (kind: MappingKind, name: string): boolean =>
    table === "events" ||
    kind === "provider" ||
    (kind === "model" ? !services.factors.modelById.has(name) : canonicalRegion(services.factors, name) === "");
  const columns = { model: `lowerUTF8(${sql.model})`, provider: "e.provider", region: `lowerUTF8(${sql.region})` };
  const names = mappingKinds.map((kind) => ({ kind, of: mappings.namesOf(kind).filter((name) => isOwn(kind, name)) }));
  const named = names.filter(({ of }) => of.length > 0);
  if (named.length === 0) return [];
  const found = await services.select<Combination>(
    context,
    "mapped-names",
    `SELECT ${sql.mark} AS mark, ${storedMark} AS stored_mark, toString(e.provider) AS provider, toString(e.model) AS model, toString(e.region) AS region,
       toString(${sql.model}) AS model_reported, toString(${sql.region}) AS region_reported, ${sql.piece} AS piece
     FROM ${table} AS e
     WHERE e.org_id = {org:String} AND ${sql.time} >= toDateTime({from:Int64}, 'UTC') AND ${sql.time} < toDateTime({to:Int64}, 'UTC')
       AND (${named.map(({ kind }) => `${columns[kind]} IN {${kind}:Array(String)}`).join(" OR ")})
     GROUP BY e.provider, e.model, e.region, ${sql.model}, ${sql.region}, piece
     ORDER BY mark LIMIT ${mostCombinations + 1}`,
    {
      org: context.principal.orgId,
      from: Math.floor(fromMs / 1000),
      to: Math.ceil(toMs / 1000),
      ...Object.fromEntries(named.map(({ kind, of }) => [kind, of])),
    },
  );
  if (found.length > mostCombinations)
    throw new ProblemError(problem("too_much", { detail: "Too many mapped names; ask for a shorter range." }));
  return found;
}

/** Names of the combinations that a mapping changes. */
function changed(mappings: NameMappings, { fromMs, changesMs }: Range, combinations: readonly Combination[]) {
  const begins = [fromMs, ...changesMs];
  return combinations.flatMap((combination) => {
    const { provider, model, region, model_reported: modelReported, region_reported: regionReported } = combination;
    const to = mappings.apply(
      { provider, model, region, modelReported, regionReported },
      begins[combination.piece] ?? fromMs,
    );
    const isSame = to.provider === provider && to.model === model && to.region === region;
    return isSame ? [] : [{ ...combination, to }];
  });
}

type Changed = ReturnType<typeof changed>;

/** @param suffix tells the table's parameters from those of another in the same statement */
function partsOf(table: Table, some: Changed, changesMs: readonly number[], suffix: string) {
  if (some.length === 0) return { parts: onePart, parameters: {} };
  const targets = [...new Map(some.map(({ to }) => [JSON.stringify(to), to])).values()];
  const placeOf = new Map(targets.map((to, at) => [JSON.stringify(to), at + 1]));
  // 0: no mapping concerns the row.
  const place = `transform(${sqlOf(table, changesMs).mark}, {name_marks${suffix}:Array(UInt64)}, {name_places${suffix}:Array(UInt16)}, toUInt16(0))`;
  const name = (column: "provider" | "model" | "region") =>
    `if(${place} = 0, toString(e.${column}), {to_${column}${suffix}:Array(String)}[${place}])`;
  const model = name("model");
  const isStored = `${storedMark} IN {name_stored${suffix}:Array(UInt64)}`;
  const parts: readonly NamedPart[] = [
    { names: storedNames, and: ` AND NOT ${isStored}` },
    {
      names: {
        provider: name("provider"),
        model,
        region: name("region"),
        // An embedding has no output that could be unknown.
        withoutTokens:
          table === "events"
            ? `if(${place} != 0 AND startsWith(${model}, '${embeddingPrefix}') AND e.tokens_in_basis != 'unknown', 0, e.requests_without_tokens)`
            : "e.requests_without_tokens",
      },
      and: ` AND ${isStored}`,
    },
  ];
  return {
    parts,
    parameters: {
      [`name_marks${suffix}`]: some.map((one) => Number(one.mark)),
      [`name_places${suffix}`]: some.map(({ to }) => placeOf.get(JSON.stringify(to)) ?? 0),
      [`name_stored${suffix}`]: [...new Set(some.map((one) => Number(one.stored_mark)))],
      [`to_provider${suffix}`]: targets.map(({ provider }) => provider),
      [`to_model${suffix}`]: targets.map(({ model }) => model),
      [`to_region${suffix}`]: targets.map(({ region }) => region),
    },
  };
}

const asked = new WeakMap<AbortSignal, Map<string, Promise<NamedParts>>>();

/**
 * How the names of rows in a time are mapped. Rows with names that no mapping concerns are one part, which rollups answer;
 * the others are read one by one, as rollups have no reported names.
 * @param ranges @param withHistory whether rows of the history are asked for as well
 * @throws ProblemError too_much, store_unavailable
 */
export async function namedParts(
  ranges: readonly { readonly fromMs: number; readonly toMs: number }[],
  withHistory: boolean,
  context: RequestContext,
  services: Services,
): Promise<NamedParts> {
  const mappings = await nameMappingsOf(context, services);
  if (mappings.all.length === 0 || ranges.length === 0) return nothingMapped;
  const range = {
    fromMs: Math.min(...ranges.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...ranges.map(({ toMs }) => toMs)),
  };
  // Several statements of one request ask about the same time.
  const ofRequest = asked.get(context.signal) ?? new Map<string, Promise<NamedParts>>();
  asked.set(context.signal, ofRequest);
  const key = `${range.fromMs} ${range.toMs} ${withHistory}`;
  const before = ofRequest.get(key);
  if (before !== undefined) return await before;
  const cut = { ...range, changesMs: mappings.changesMs(range) };
  const asking = askParts(mappings, cut, withHistory, context, services);
  ofRequest.set(key, asking);
  return await asking;
}

/** Names of events in a time, for a statement that reads them one by one. */
export async function namesOfRows(
  ranges: readonly { readonly fromMs: number; readonly toMs: number }[],
  context: RequestContext,
  services: Services,
): Promise<{ readonly names: NameColumns; readonly parameters: NamedParts["parameters"] }> {
  const { of, parameters } = await namedParts(ranges, false, context, services);
  return { names: of("events").at(-1)?.names ?? storedNames, parameters };
}

async function askParts(
  mappings: NameMappings,
  range: Range,
  withHistory: boolean,
  context: RequestContext,
  services: Services,
): Promise<NamedParts> {
  const ask = async (table: Table, suffix: string) =>
    partsOf(
      table,
      changed(mappings, range, await combinationsOf(table, mappings, range, context, services)),
      range.changesMs,
      suffix,
    );
  const [events, history] = await Promise.all([
    ask("events", "_e"),
    withHistory ? ask("usage_history", "_h") : { parts: onePart, parameters: {} },
  ]);
  return {
    isMapped: events.parts !== onePart || history.parts !== onePart,
    of: (table) => (table === "events" ? events.parts : history.parts),
    parameters: { ...events.parameters, ...history.parameters },
  };
}
