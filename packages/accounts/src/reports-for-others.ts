import type { Principal } from "./key-ring.js";

/** Roles of a token that reports what others used: who runs the organisation, and programs that report for it. */
const reportingRoles = ["owner", "admin", "ingest"];

/** Whether a principal may report what others used. Keys may, since they are nobody's; a viewer's token reports its own person. */
export const reportsForOthers = ({ kind, roles }: Principal): boolean =>
  kind === "api-key" || reportingRoles.some((role) => roles.has(role));
