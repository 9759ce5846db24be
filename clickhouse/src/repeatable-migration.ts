import { createHash } from "node:crypto";
import type { Migration } from "./migration-files.js";

/**
 * An object that holds no rows and is rendered from code, such as a view: made again, after all other migrations, in
 * every store that has it from another text.
 */
export interface RepeatableMigration extends Migration {
  /** Versions of migrations that once made this object, which older stores have applied. */
  readonly replaces: readonly number[];
}

/** @param replaces versions of migrations that once made the view */
export function repeatableView(
  version: number,
  view: string,
  select: string,
  replaces: readonly number[] = [],
): RepeatableMigration {
  const up = `CREATE OR REPLACE VIEW ${view} {{on_cluster}} AS\n${select}`;
  return {
    version,
    name: view,
    up,
    down: `DROP VIEW IF EXISTS ${view} {{on_cluster}} SYNC`,
    checksum: createHash("sha256").update(up).digest("hex"),
    replaces,
  };
}
