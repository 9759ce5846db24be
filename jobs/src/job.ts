import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";

export interface JobContext {
  readonly client: ClickHouseClient;
  readonly logger: Logger;
  /** Whether to go on: false once another leads, or the process is to end. Asked between steps. */
  mayGoOn(): boolean;
}

/** What a run did. */
export interface JobResult {
  /** Persons, organisations or keys that it changed something for. */
  readonly changed: number;
  readonly detail?: string;
}

/** Work that one process does from time to time. Idempotent: begun again after a crash it does the rest. */
export interface Job {
  readonly name: string;
  /** From the begin of a run that was done to the next, in milliseconds. */
  readonly intervalMs: number;
  /** @throws Error when something could not be done; the next run tries again */
  run(context: JobContext): Promise<JobResult>;
}

/** Rows of a question. */
export async function rowsOf<T>(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<T[]> {
  const result = await client.query({ query, query_params: { ...parameters }, format: "JSONEachRow" });
  return await result.json<T>();
}

/** @throws Error once another leads, or the process ends: nothing that cannot be undone is begun then */
export function requireLead({ mayGoOn }: Pick<JobContext, "mayGoOn">): void {
  if (!mayGoOn()) throw new Error("another leads, or the process ends");
}
