import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One step of the schema: an object, how it comes and how it goes. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** SHA-256 of the up file, hex. */
  readonly checksum: string;
}

/** The folder of migrations is not in order. */
class MigrationFilesError extends Error {
  override readonly name = "MigrationFilesError";
}

/** The project's own migrations. */
const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/**
 * Reads `NNNN_name.up.sql` and `NNNN_name.down.sql`, in order of their numbers.
 * @throws MigrationFilesError for a number twice, a missing half, or another file
 */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const halves = new Map<string, { up?: string; down?: string }>();
  for (const file of readdirSync(folder).sort()) {
    const [, stem, direction] = /^(\d{4}_[a-z0-9_]+)\.(up|down)\.sql$/.exec(file) ?? [];
    if (stem === undefined || direction === undefined)
      throw new MigrationFilesError(`${file}: expected NNNN_name.up.sql or .down.sql`);
    halves.set(stem, { ...halves.get(stem), [direction]: readFileSync(join(folder, file), "utf8") });
  }
  const migrations = [...halves].map(([stem, { up, down }]) => {
    if (up === undefined || down === undefined)
      throw new MigrationFilesError(`${stem}: its ${up === undefined ? "up" : "down"} file is missing`);
    const checksum = createHash("sha256").update(up).digest("hex");
    return { version: Number(stem.slice(0, 4)), name: stem.slice(5), up, down, checksum };
  });
  for (const [index, { version, name }] of migrations.entries())
    if (migrations[index + 1]?.version === version)
      throw new MigrationFilesError(`${version} is the number of ${name} and of ${migrations[index + 1]?.name}`);
  return migrations;
}
