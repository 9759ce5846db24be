import { isZone } from "@ecomind/zoned-time";
import type { Operation } from "../http/operation.js";
import { invalidBody } from "../http/problems.js";
import { nullable, object } from "../http/schema.js";
import { administrators, readers } from "../identity/roles.js";
import { forgetReporting, languages, type Reporting, reportingOf } from "../usage/reporting.js";

const reportingSchema = object({
  zone: {
    ...nullable({ type: "string", minLength: 1, maxLength: 64 }),
    description:
      "IANA time zone of answers and files whose request names none with `tz`, and of pages until a viewer chooses another. null: UTC, on pages that of each browser.",
  },
  language: {
    ...nullable({ enum: [...languages] }),
    description: "Of the dashboards, until a viewer chooses another; null: that of each browser.",
  },
});

export const getReporting: Operation = {
  id: "getReporting",
  method: "get",
  path: "/v1/reporting",
  summary: "How the organisation reports: its time zone and language",
  roles: [...readers, "viewer"],
  response: reportingSchema,
  handle: (context, services) => reportingOf(context, services),
};

export const putReporting: Operation = {
  id: "putReporting",
  method: "put",
  path: "/v1/reporting",
  summary: "Settles the organisation's time zone and language",
  roles: administrators,
  audited: true,
  body: reportingSchema,
  response: reportingSchema,
  async handle(context, services) {
    const { zone, language } = context.body as Reporting;
    if (zone !== null && !isZone(zone)) throw invalidBody("/zone", "Expected an IANA time zone such as Europe/Berlin.");
    const { orgId, id } = context.principal;
    const before = await reportingOf(context, services);
    await services.insert("org_reporting", [
      { org_id: orgId, zone: zone ?? "", language: language ?? "", updated_by: id },
    ]);
    forgetReporting(services);
    const after = await reportingOf(context, services);
    context.act.change = { before, after };
    return after;
  },
};
