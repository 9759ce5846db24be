import { footprintSelect } from "./footprint-sql.js";
import { type RepeatableMigration, repeatableView } from "./repeatable-migration.js";

/** The set that a row's organisation has chosen last; of one that has chosen none, the installation's. */
const setOfOrganisation = `ifNull(coalesce(
                nullIf((
                    SELECT mapFromArrays(groupArray(c.org), groupArray(c.chosen))
                    FROM (SELECT CAST(org_id, 'String') AS org, argMax(factor_set, chosen_at) AS chosen FROM org_factor_sets GROUP BY org) AS c
                )[CAST(org_id, 'String')], ''),
                (SELECT argMax(factor_set, chosen_at) FROM factor_set_choice)), '')`;
/** As a parameter of the view: SELECT … FROM footprint_15m_of(factor_set = '2026-11.1'). */
const setOfReader = "{factor_set:String}";

const dimensionsModel15m = ["org_id", "bucket", "source", "tokens_basis", "service_tier"];
const dimensions15m = ["org_id", "bucket", "team", "source", "tokens_basis", "service_tier"];
const eventColumns = [
  "org_id",
  "ts",
  "id",
  "user_id",
  "team",
  "source",
  "tokens_basis",
  "tokens_in_basis",
  "tokens_out_basis",
  "service_tier",
  "revision",
  "model_reported",
  "region_reported",
  "labels",
];

/**
 * Use with energy, carbon and water: by quarter hour, by quarter hour without teams, and of each event in force. Sums
 * over rows are a group's figures. Filter on org_id and bucket or ts.
 */
export const footprintViews: readonly RepeatableMigration[] = [
  repeatableView(
    480,
    "footprint_15m",
    footprintSelect("usage_15m", dimensions15m, setOfOrganisation),
    [104, 212, 361, 426],
  ),
  repeatableView(
    481,
    "footprint_15m_of",
    footprintSelect("usage_15m", dimensions15m, setOfReader),
    [105, 213, 362, 427],
  ),
  repeatableView(
    482,
    "events_footprint",
    footprintSelect("current_events", eventColumns, setOfOrganisation),
    [106, 214, 363, 428],
  ),
  repeatableView(
    483,
    "footprint_model_15m",
    footprintSelect("usage_model_15m", dimensionsModel15m, setOfOrganisation),
    [341, 364, 429],
  ),
  repeatableView(
    484,
    "footprint_model_15m_of",
    footprintSelect("usage_model_15m", dimensionsModel15m, setOfReader),
    [342, 365, 430],
  ),
];
