import type { RequestContext, StatementContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";
import { type MappingKind, NameMappings } from "./mapped-use.js";

/** A row of `name_mappings` that is in force. */
export interface MappingRow {
  readonly kind: MappingKind;
  readonly provider: string;
  readonly name: string;
  readonly to_provider: string;
  readonly to_model: string;
  readonly to_region: string;
  readonly updated_at: string;
  readonly updated_by: string;
}

/** Mappings in force of `{org:String}`. */
export const mappingsQuery = `SELECT toString(m.kind) AS kind, toString(m.provider) AS provider, m.name AS name, toString(m.to_provider) AS to_provider,
    m.to_model AS to_model, toString(m.to_region) AS to_region, formatDateTime(m.updated_at, '%FT%TZ', 'UTC') AS updated_at, m.updated_by AS updated_by
  FROM name_mappings AS m FINAL WHERE m.org_id = {org:String} AND NOT m.removed`;

const kept = new OrganisationRows<MappingRow>("name-mappings", mappingsQuery);

/** After a change: the next question looks at the store. */
export const forgetNameMappings = (services: Services): void => kept.forget(services);

const made = new WeakMap<readonly MappingRow[], NameMappings>();

/** Mappings of the caller's organisation. */
export async function nameMappingsOf(
  context: StatementContext & Pick<RequestContext, "principal">,
  services: Services,
): Promise<NameMappings> {
  const rows = await kept.rows(context, services);
  let mappings = made.get(rows);
  if (mappings === undefined) {
    mappings = new NameMappings(
      services.factors,
      rows.map(({ kind, provider, name, to_provider, to_model, to_region }) => ({
        kind,
        provider,
        name,
        to: { provider: to_provider, model: to_model, region: to_region },
      })),
    );
    made.set(rows, mappings);
  }
  return mappings;
}
