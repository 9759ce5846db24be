import type { ClickHouseClient } from "@ecomind/clickhouse";
import { rowsOf } from "./job.js";

/** The actor of what the system itself does, in the audit log. */
export const systemActor = "ecomind-jobs";

/** What the system itself did to an organisation. */
export interface SystemAct {
  readonly org_id: string;
  readonly action: string;
  readonly target: string;
  /** Distinguishes two acts that read the same; empty: there is only ever one such act. */
  readonly request_id?: string;
}

/**
 * Writes acts to the audit log, each once however often it is called: a job records what it is about to do, and does so
 * again when it is repeated after a crash.
 */
export async function auditOnce(client: ClickHouseClient, acts: readonly SystemAct[]): Promise<void> {
  const keyOf = ({ org_id, action, target, request_id = "" }: SystemAct): string =>
    JSON.stringify([org_id, action, target, request_id]);
  const listed = (name: "org_id" | "target"): string[] => [...new Set(acts.map((act) => act[name]))];
  const found = await rowsOf<SystemAct>(
    client,
    `SELECT toString(org_id) AS org_id, toString(action) AS action, target, request_id FROM audit_log
     WHERE actor = {actor:String} AND org_id IN {orgs:Array(String)} AND target IN {targets:Array(String)}`,
    { actor: systemActor, orgs: listed("org_id"), targets: listed("target") },
  );
  const known = new Set(found.map(keyOf));
  const missing = acts.filter((act) => !known.has(keyOf(act)));
  if (missing.length === 0) return;
  await client.insert({
    table: "audit_log",
    values: missing.map(({ org_id, action, target, request_id = "" }) => ({
      org_id,
      actor: systemActor,
      actor_kind: "service",
      action,
      target,
      outcome: "done",
      address: "",
      request_id,
    })),
    format: "JSONEachRow",
  });
}
