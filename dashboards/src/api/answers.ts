import type { Answer, Input } from "@ecomind/api-client";

/** Parameters of `GET /v1/usage`. */
export type UsageQuery = NonNullable<Input<"/v1/usage", "get">["query"]>;
/** Names of the sums that the API answers. */
export type SumName = NonNullable<UsageQuery["metrics"]>[number];

type Usage = Answer<"/v1/usage", "get">;
type Sums = Required<Usage["total"]>;

/**
 * Sums of a group: exact counts, and bands. The API's document makes each optional, since a question may name those that
 * it wants; a page reads the ones that it asked for.
 */
export type Measures = Omit<Sums, "footprint"> & { readonly footprint: Required<Sums["footprint"]> };
export type FootprintMeasure = keyof Measures["footprint"];
/** Low, central and high of an estimate. */
export type Band = NonNullable<Measures["footprint"][FootprintMeasure]>;

export type UsageRow = Measures & {
  /** When the row's interval begins, RFC 3339. */
  readonly start: string;
  readonly group: readonly string[];
};
type WithMeasures<T> = Omit<T, "rows" | "total"> & { readonly rows: readonly UsageRow[]; readonly total: Measures };
export type UsageAnswer = WithMeasures<Omit<Usage, "compared" | "comparable">> & {
  readonly comparable?: { readonly to: string; readonly total: Measures };
  readonly compared?: WithMeasures<NonNullable<Usage["compared"]>>;
};

export type Me = Answer<"/v1/me", "get">;
export type OrgSettings = Answer<"/v1/settings", "get">;
export type SettingsPreview = Answer<"/v1/settings/preview", "get">;
export type Reporting = Answer<"/v1/reporting", "get">;
export type NameMapping = Answer<"/v1/name-mappings", "get">["mappings"][number];
export type NameMappingBody = Input<"/v1/name-mappings", "put">["body"];
export type UnrecognisedNames = Answer<"/v1/names/unrecognised", "get">;
export type UnrecognisedName = UnrecognisedNames["models"]["names"][number];
export type Accounting = Answer<"/v1/accounting", "get">;
export type PipelineMinute = Answer<"/v1/pipeline", "get">["minutes"][number];
export type DeadLetterReason = Answer<"/v1/dead-letters", "get">["dead_letters"][number];
export type DimensionValues = Answer<"/v1/dimensions", "get">;

export type Factors = Answer<"/v1/factors", "get">;
/** One factor behind figures; a single published value is its low, central and high. */
export type Factor = Factors["constants"][number];
export type ModelFactor = Factors["models"][number];
export type GridFactor = Factors["grids"][number];
export type FactorSets = Answer<"/v1/factor-sets", "get">;
export type FactorSetChoice = FactorSets["choices"][number];

export type SqlResult = Answer<"/v1/sql", "post">;
export type SavedQuery = Pick<Answer<"/v1/sql/queries", "get">["queries"][number], "name" | "query">;
export type PublishedTable = Answer<"/v1/sql/tables", "get">["tables"][number];
export type ApiKey = Answer<"/v1/keys", "get">["keys"][number];
export type SqlAccount = Answer<"/v1/sql/accounts", "get">["accounts"][number];
export type Member = Answer<"/v1/members", "get">["members"][number];
export type AuditEntry = Answer<"/v1/audit", "get">["entries"][number];
