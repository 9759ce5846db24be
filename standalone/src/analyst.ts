import { createHmac } from "node:crypto";
import { sharedAnalyst } from "@ecomind/clickhouse";
import type { EmbeddedUser } from "@ecomind/clickhouse/embedded";

/**
 * The one account of the embedded engine for all SQL of analysts; nobody but the query service needs its password.
 * @param given where a query service that is started apart has been told a password
 */
export const analystAccount = (storePassword: string, given?: string): EmbeddedUser =>
  sharedAnalyst(
    "ecomind_analyst",
    given || createHmac("sha256", storePassword).update("analyst account").digest("hex"),
  );
