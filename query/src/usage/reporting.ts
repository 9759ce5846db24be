import type { RequestContext, StatementContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";

/** Languages of the dashboards. */
export const languages = ["en", "de"] as const;

/** How an organisation reports. */
export interface Reporting {
  /** IANA: of the days of answers and files whose request names none. null: UTC, on pages each browser's. */
  readonly zone: string | null;
  /** Of the dashboards, until a viewer chooses another; null: that of each browser. */
  readonly language: (typeof languages)[number] | null;
}

const defaults: Reporting = { zone: null, language: null };

const kept = new OrganisationRows<Reporting>(
  "reporting",
  `SELECT nullIf(toString(r.zone), '') AS zone, nullIf(toString(r.language), '') AS language
   FROM org_reporting AS r FINAL WHERE r.org_id = {org:String}`,
);

/** After new settings: the next question looks at the store. */
export const forgetReporting = (services: Pick<Services, "client">): void => kept.forget(services);

/** How the caller's organisation reports. */
export async function reportingOf(
  context: StatementContext & Pick<RequestContext, "principal">,
  services: Services,
): Promise<Reporting> {
  const [row = defaults] = await kept.rows(context, services);
  return row;
}
