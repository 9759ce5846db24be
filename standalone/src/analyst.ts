import { createHmac } from "node:crypto";
import { sharedAnalysts, sharedParser } from "@ecomind/clickhouse";
import type { EmbeddedUser } from "@ecomind/clickhouse/embedded";

/** Of the accounts for analysts' SQL; nobody but the query service needs it. */
export const analystPassword = (storePassword: string): string =>
  createHmac("sha256", storePassword).update("analyst account").digest("hex");

/** The accounts of the embedded engine for all SQL of analysts: those that run statements, with and without a
 * minimum group size, and one that reads them. */
export const analystAccounts = (password: string): readonly EmbeddedUser[] => [
  ...sharedAnalysts(analystUser, password),
  sharedParser(password),
];

export const analystUser = "ecomind_analyst";
