import { energyModel, isKnownProvider } from "@ecomind/footprint";
import type { Operation } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { array, count, nullable, object, text, time } from "../http/schema.js";
import { readers } from "../identity/roles.js";
import type { MappingKind } from "../names/mapped-use.js";
import { nameMappingsOf } from "../names/stored-mappings.js";
import { suggestedModel } from "../names/suggested-model.js";
import type { Services } from "../services.js";
import { apiTime } from "../store/times.js";
import { periodOf, periodParameters } from "../usage/period.js";

/** Names of a kind that are listed; the others are few uses each. */
const most = 200;

interface Combination {
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly model_reported: string;
  readonly region_reported: string;
  readonly requests: number;
  readonly first_at: string;
  readonly last_at: string;
}

/** A name, as it was reported, that the factor set does not know and no mapping explains. */
interface Unrecognised {
  readonly name: string;
  /** With which it was reported, of a provider none. */
  readonly provider: string | null;
  requests: number;
  first_at: string;
  last_at: string;
}

/** Names of uses in a period, as they were reported. */
const combinationsIn = (context: RequestContext, services: Services): Promise<Combination[]> => {
  const { fromMs, toMs } = periodOf(context);
  return services.select<Combination>(
    context,
    "reported-names",
    `SELECT toString(e.provider) AS provider, toString(e.model) AS model, toString(e.region) AS region, toString(e.model_reported) AS model_reported,
       toString(e.region_reported) AS region_reported, toFloat64(sum(e.requests)) AS requests, toString(toDateTime(min(e.ts), 'UTC')) AS first_at,
       toString(toDateTime(max(e.ts), 'UTC')) AS last_at
     FROM events AS e
     WHERE e.org_id = {org:String} AND e.ts >= toDateTime({from:Int64}, 'UTC') AND e.ts < toDateTime({to:Int64}, 'UTC')
     GROUP BY e.provider, e.model, e.region, e.model_reported, e.region_reported
     HAVING requests > 0
     ORDER BY requests DESC, e.model_reported, e.region_reported, e.provider`,
    { org: context.principal.orgId, from: fromMs / 1000, to: toMs / 1000 },
  );
};

/** Sums by name, the most used first. */
function listed(found: ReadonlyMap<string, Unrecognised>) {
  const all = [...found.values()].sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
  return { names: all.slice(0, most), more: Math.max(0, all.length - most) };
}

const unrecognisedSchema = object(
  {
    name: { ...text, description: "As it was reported." },
    provider: { ...nullable(text), description: "With which it was reported; null: it is one." },
    requests: count,
    first_at: time,
    last_at: time,
    suggestion: { ...nullable(text), description: "Of a model: a known one whose name it holds." },
  },
  ["suggestion"],
);
const listSchema = object({
  names: array(unrecognisedSchema),
  more: { ...count, description: "Names beyond those that are listed." },
});

export const unrecognisedNames: Operation = {
  id: "listUnrecognisedNames",
  method: "get",
  path: "/v1/names/unrecognised",
  summary:
    "Reported names of models, providers and regions that are not known and not mapped, with how often they are used",
  roles: readers,
  parameters: periodParameters,
  response: object({ from: time, to: time, models: listSchema, providers: listSchema, regions: listSchema }),
  async handle(context, services) {
    const { factors } = services;
    const { fromMs, toMs } = periodOf(context);
    const [mappings, combinations] = await Promise.all([
      nameMappingsOf(context, services),
      combinationsIn(context, services),
    ]);
    const found: Record<MappingKind, Map<string, Unrecognised>> = {
      model: new Map(),
      provider: new Map(),
      region: new Map(),
    };
    const note = (kind: MappingKind, name: string, provider: string | null, of: Combination) => {
      const key = `${provider}\n${name.toLowerCase()}`;
      const [firstAt, lastAt] = [apiTime(of.first_at), apiTime(of.last_at)];
      const known = found[kind].get(key);
      if (known === undefined)
        found[kind].set(key, { name, provider, requests: of.requests, first_at: firstAt, last_at: lastAt });
      else {
        known.requests += of.requests;
        if (firstAt < known.first_at) known.first_at = firstAt;
        if (lastAt > known.last_at) known.last_at = lastAt;
      }
    };
    for (const one of combinations) {
      const stored = { ...one, modelReported: one.model_reported, regionReported: one.region_reported };
      const { provider, model, region } = mappings.apply(stored, Date.parse(apiTime(one.last_at)));
      if (energyModel(factors, model)?.rung === "class") note("model", one.model_reported, one.provider, one);
      if (!isKnownProvider(factors, provider)) note("provider", one.provider, null, one);
      const isKnownRegion = Object.hasOwn(factors.grids, region);
      if (!isKnownRegion && one.region_reported !== "") note("region", one.region_reported, one.provider, one);
    }
    const models = listed(found.model);
    return {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      models: {
        ...models,
        names: models.names.map((one) => ({ ...one, suggestion: suggestedModel(factors, one.name) ?? null })),
      },
      providers: listed(found.provider),
      regions: listed(found.region),
    };
  },
};
