import { createHash } from "node:crypto";
import { limits, usedNames } from "@ecomind/contract";
import { canonicalModel, canonicalPlace, canonicalProvider, energyModel } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import type { Operation } from "../http/operation.js";
import { invalidBody, problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { array, nullable, object, text, time } from "../http/schema.js";
import { administrators, readers } from "../identity/roles.js";
import { type MappingKind, mappedName, mappingKinds } from "../names/mapped-use.js";
import { forgetNameMappings, type MappingRow, mappingsQuery } from "../names/stored-mappings.js";
import type { Services } from "../services.js";

/** Of an organisation: every question looks for each of them. */
const most = 1_000;

const given = (maxLength: number) => nullable({ type: "string", minLength: 1, maxLength });
const toProperties = {
  provider: given(limits.providerLength),
  model: given(limits.modelLength),
  region: given(limits.regionLength),
};
const nameProperties = {
  kind: { enum: [...mappingKinds], description: "What the name is reported as." },
  name: {
    type: "string",
    minLength: 1,
    maxLength: limits.modelLength,
    description: "As clients report it: a deployment, an ARN, an alias, a path. Case makes no difference.",
  },
  provider: {
    ...given(limits.providerLength),
    description: "Of a model: only where it is reported with this provider. null: with any.",
  },
};
const mappingSchema = object({
  mapping_id: text,
  ...nameProperties,
  to: { ...object(toProperties), description: "What use counts as; null: as reported." },
  updated_at: time,
  updated_by: text,
});

const idOf = ({ kind, provider, name }: Pick<MappingRow, "kind" | "provider" | "name">): string =>
  createHash("sha256").update([kind, provider, name].join("\n")).digest("hex").slice(0, 32);

const toldMapping = (row: MappingRow) => ({
  mapping_id: idOf(row),
  kind: row.kind,
  name: row.name,
  provider: row.provider || null,
  to: { provider: row.to_provider || null, model: row.to_model || null, region: row.to_region || null },
  updated_at: row.updated_at,
  updated_by: row.updated_by,
});

const rowsOf = (context: RequestContext, services: Services): Promise<MappingRow[]> =>
  services.select<MappingRow>(context, "name-mappings", `${mappingsQuery} ORDER BY kind, name, provider`, {
    org: context.principal.orgId,
  });

export const listNameMappings: Operation = {
  id: "listNameMappings",
  method: "get",
  path: "/v1/name-mappings",
  summary: "What the organisation says that reported names of models, providers and regions mean",
  roles: readers,
  response: object({ mappings: array(mappingSchema) }),
  async handle(context, services) {
    return { mappings: (await rowsOf(context, services)).map(toldMapping) };
  },
};

interface MappingBody {
  readonly kind: MappingKind;
  readonly name: string;
  readonly provider?: string | null;
  readonly to: { readonly provider?: string | null; readonly model?: string | null; readonly region?: string | null };
}

/** A name by the contract's rule for names of its kind. @throws ProblemError naming the field */
function nameOf(kind: MappingKind, name: string, pointer: string): string {
  const { names, reject } = usedNames({ provider: "any", model: "any", [kind]: name });
  if (names === undefined) throw invalidBody(pointer, `Expected ${reject.allowed ?? "a name"}.`);
  const used = names[kind];
  if (used === undefined) throw invalidBody(pointer, "Expected a region of a few words.");
  return used;
}

/** What is stored of a request to map a name. @throws ProblemError invalid_body */
function rowOf({ kind, name, provider, to }: MappingBody, { factors }: Services) {
  const ofProvider = provider == null ? "" : canonicalProvider(nameOf("provider", provider, "/provider"));
  if (kind !== "model" && ofProvider !== "") throw invalidBody("/provider", "Only a model is mapped by its provider.");
  for (const other of mappingKinds) {
    if (to[other] != null && other !== kind && kind !== "model")
      throw invalidBody(`/to/${other}`, `A ${kind} is mapped to a ${kind} alone.`);
  }
  if (to[kind] == null) throw invalidBody(`/to/${kind}`, `Expected what the ${kind} is mapped to.`);
  const target = (of: MappingKind): string => {
    const value = to[of];
    return value == null ? "" : nameOf(of, value, `/to/${of}`);
  };
  const [toProvider, toModel, toRegion] = [canonicalProvider(target("provider")), target("model"), target("region")];
  const used = nameOf(kind, name, "/name");
  const placeOf = (model: string, region: string) =>
    canonicalPlace(factors, { provider: toProvider || ofProvider, model, region });
  if (toRegion !== "" && placeOf("any", toRegion) === "")
    throw invalidBody("/to/region", "Expected a cloud region, country or grid zone that the factor set has.");
  return {
    kind,
    provider: ofProvider,
    name: mappedName(kind, used),
    to_provider: toProvider,
    to_model: toModel,
    // An ARN says where it computes: what it is mapped to may not.
    to_region: toRegion || (kind === "model" && placeOf(toModel, "") === "" ? placeOf(used, "") : ""),
  };
}

export const putNameMapping: Operation = {
  id: "putNameMapping",
  method: "put",
  path: "/v1/name-mappings",
  summary:
    "Says what a reported name means. Use counts as if that had been reported, from the next question on, and for the time before it as well",
  roles: administrators,
  audited: true,
  body: object({ ...nameProperties, to: object(toProperties, Object.keys(toProperties)) }, ["provider"]),
  response: object({
    mapping: mappingSchema,
    counts_as: {
      ...object({
        provider: nullable(text),
        model: nullable(text),
        model_known: nullable({ type: "boolean" }),
        region: nullable(text),
      }),
      description: "What the factor set makes of it now; null: as reported.",
    },
  }),
  async handle(context, services) {
    const row = rowOf(context.body as MappingBody, services);
    const id = idOf(row);
    context.act.target = `${row.kind} ${row.name}`;
    const rows = await rowsOf(context, services);
    const before = rows.find((one) => idOf(one) === id);
    if (before === undefined && rows.length >= most)
      throw new ProblemError(problem("too_much", { detail: `An organisation maps at most ${most} names.` }));
    const { orgId, id: updatedBy } = context.principal;
    await services.insert("name_mappings", [{ org_id: orgId, ...row, removed: false, updated_by: updatedBy }]);
    forgetNameMappings(services);
    const after = (await rowsOf(context, services)).find((one) => idOf(one) === id) as MappingRow;
    context.act.change = { before: before && toldMapping(before).to, after: toldMapping(after).to };
    return { mapping: toldMapping(after), counts_as: countsAs(row, services) };
  },
};

/** What a mapping's target is in the factor set. */
function countsAs({ provider, to_provider, to_model, to_region }: ReturnType<typeof rowOf>, { factors }: Services) {
  const host = to_provider || provider;
  const model = to_model === "" ? undefined : canonicalModel(factors, host, to_model).model;
  return {
    provider: to_provider || null,
    model: model ?? null,
    model_known: model === undefined ? null : (energyModel(factors, model)?.rung ?? "class") !== "class",
    region: canonicalPlace(factors, { provider: host, model: to_model, region: to_region }) || null,
  };
}

export const deleteNameMapping: Operation = {
  id: "deleteNameMapping",
  method: "delete",
  path: "/v1/name-mappings/{mapping_id}",
  summary: "Takes a mapping back: the name counts as it was reported again",
  roles: administrators,
  audited: true,
  parameters: [
    {
      name: "mapping_id",
      in: "path",
      description: "From the list of mappings.",
      schema: { type: "string", pattern: "^[0-9a-f]{32}$" },
      required: true,
    },
  ],
  response: object({ mapping: mappingSchema }),
  async handle(context, services) {
    const row = (await rowsOf(context, services)).find((one) => idOf(one) === context.parameters.mapping_id);
    if (row === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such mapping." }));
    const { kind, provider, name } = row;
    context.act.target = `${kind} ${name}`;
    const { orgId, id } = context.principal;
    await services.insert("name_mappings", [
      {
        org_id: orgId,
        kind,
        provider,
        name,
        to_provider: "",
        to_model: "",
        to_region: "",
        removed: true,
        updated_by: id,
      },
    ]);
    forgetNameMappings(services);
    context.act.change = { before: toldMapping(row).to, after: undefined };
    return { mapping: toldMapping(row) };
  },
};
