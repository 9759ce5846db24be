import type { OrgSettings } from "@ecomind/accounts";
import type { Operation } from "../http/operation.js";
import { invalidBody } from "../http/problems.js";
import { nullable, object } from "../http/schema.js";
import { administrators, readers } from "../identity/roles.js";
import { forgetMinimumGroupSizes, settingsOf } from "../privacy/minimum-group-size.js";
import { publishToTools } from "../sql/tool-accounts.js";
import { leastRetentionDays } from "../store/least-retention.js";

const days = nullable({ type: "integer", minimum: leastRetentionDays, maximum: 36_500 });
const settingsSchema = {
  raw_retention_days: {
    ...days,
    description: "Days that events are kept; null: for good.",
  },
  rollup_retention_days: {
    ...days,
    description: "Days that the history by quarter hour is kept, not fewer than the events; null: for good.",
  },
  minimum_group_size: {
    type: "integer",
    minimum: 1,
    maximum: 1000,
    description: "Persons that an answer about persons is at least about; 1: any.",
  },
};

export const getSettings: Operation = {
  id: "getSettings",
  method: "get",
  path: "/v1/settings",
  summary: "What the organisation has settled: retention and minimum group size",
  roles: readers,
  response: object(settingsSchema),
  handle: (context, services) => settingsOf(context, services),
};

export const putSettings: Operation = {
  id: "putSettings",
  method: "put",
  path: "/v1/settings",
  summary: "Settles retention and minimum group size; what expires is deleted within a day",
  roles: administrators,
  audited: true,
  body: object(settingsSchema),
  response: object(settingsSchema),
  async handle(context, services) {
    const settings = context.body as OrgSettings;
    const { raw_retention_days: raw, rollup_retention_days: rollup } = settings;
    if (rollup !== null && (raw === null || rollup < raw))
      throw invalidBody("/rollup_retention_days", "Expected no fewer days than of the events.");
    const { orgId, id } = context.principal;
    const before = await settingsOf(context, services);
    await services.insert("org_settings", [{ org_id: orgId, ...settings, updated_by: id }]);
    forgetMinimumGroupSizes(services);
    await publishToTools(context, services, settings.minimum_group_size);
    const after = await settingsOf(context, services);
    context.act.change = { before, after };
    return after;
  },
};
