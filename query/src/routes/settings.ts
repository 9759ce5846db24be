import { settingsOf } from "../minimum-group.js";
import { administrators, nullable, type Operation, object, readers } from "../operation.js";

const days = (least: number) => nullable({ type: "integer", minimum: least, maximum: 36_500 });
const settingsSchema = {
  raw_retention_days: {
    ...days(1),
    description: "Days that events are kept; null: for good. At least 32 where late events are to be counted.",
  },
  rollup_retention_days: { ...days(1), description: "Days that the history by quarter hour is kept; null: for good." },
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
    const settings = context.body as object;
    const { orgId, id } = context.principal;
    await services.insert("org_settings", [{ org_id: orgId, ...settings, updated_by: id }]);
    return await settingsOf(context, services);
  },
};
