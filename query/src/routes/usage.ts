import type { Operation } from "../http/operation.js";
import {
  usageOperation,
  usageParameters,
  usageReaders,
  usageReport,
  usageReportSchema,
} from "../reports/usage-report.js";

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
