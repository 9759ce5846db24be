import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Hands secrets to child processes: in files that only this user may read, named by `NAME_FILE`. What stands in an
 * environment or among arguments is in `/proc` for as long as the process lives, and in every process that it starts.
 * @returns the variables to hand over
 */
export function secretFiles(dataDir: string, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const folder = join(dataDir, "secrets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => {
      const file = join(folder, name.toLowerCase().replaceAll("_", "-"));
      writeFileSync(`${file}.new`, value, { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
      return [`${name}_FILE`, file];
    }),
  );
}
