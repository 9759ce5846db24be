import { hostname } from "node:os";
import type { ClickHouseClient } from "@clickhouse/client";
import { codeOf, render } from "./migration-records.js";

interface LockOptions {
  readonly cluster?: string;
  readonly exclusive?: boolean;
}

/** Somebody else is migrating this store. */
export class MigrationLockedError extends Error {
  override readonly name = "MigrationLockedError";
}

const lockTable = "schema_migrations_lock";
/** A lock whose holder has not renewed it for this long, in milliseconds, may be broken. */
export const lockTtlMs = 60_000;

const tableExists = 57;

const holderComment = () => `${hostname()}/${process.pid} ${Date.now()}`;

/**
 * Runs `work` while holding the lock: a table that only one can create, whose comment says who and when.
 * @throws MigrationLockedError
 */
export async function locked<T>(
  client: ClickHouseClient,
  options: LockOptions,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      await client.command({
        query: render(
          `CREATE TABLE ${lockTable} {{on_cluster}} (held UInt8) ENGINE = Memory COMMENT '${holderComment()}'`,
          options,
        ),
      });
      break;
    } catch (error) {
      if (codeOf(error) !== tableExists || tries > 2) throw error;
      const result = await client.query({
        query: `SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${lockTable}'`,
        format: "JSONEachRow",
      });
      const [holder] = await result.json<{ comment: string }>();
      const [who = "", since = "0"] = holder?.comment.split(" ") ?? [];
      if (holder !== undefined && !options.exclusive && Date.now() - Number(since) < lockTtlMs)
        throw new MigrationLockedError(`${who} is migrating this store`);
      await client.command({ query: render(`DROP TABLE IF EXISTS ${lockTable} {{on_cluster}} SYNC`, options) });
    }
  }
  const renew = async () => {
    await client.command({
      query: render(`ALTER TABLE ${lockTable} {{on_cluster}} MODIFY COMMENT '${holderComment()}'`, options),
    });
  };
  try {
    return await work(renew);
  } finally {
    await client.command({ query: render(`DROP TABLE IF EXISTS ${lockTable} {{on_cluster}} SYNC`, options) });
  }
}
