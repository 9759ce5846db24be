import type { Operation } from "../http/operation.js";
import { usageReport } from "../reports/usage-report.js";
import { usageOperation, usageParameters, usageReaders, usageReportSchema } from "../reports/usage-schemas.js";

export const usage: Operation = {
  id: usageOperation,
  method: "get",
  path: "/v1/usage",
  summary: "Use and footprint over time, by up to two dimensions",
  roles: usageReaders,
  parameters: usageParameters,
  response: usageReportSchema,
  handle: usageReport,
};
