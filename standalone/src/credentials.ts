import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shellWord, textOfShellWord } from "./shell-word.js";

/** What people and scripts need to use this installation; the file `credentials.env` holds it, mode 0600, for shells to read. */
export interface Credentials {
  readonly ECOMIND_URL: string;
  readonly ECOMIND_QUERY_URL: string;
  readonly ECOMIND_ORG: string;
  /** Scopes ingest, read and admin. */
  readonly ECOMIND_API_KEY: string;
  /** The owner's links are made of it, and sessions are signed with it. It is never sent. */
  readonly ECOMIND_OWNER_TOKEN: string;
  readonly CLICKHOUSE_URL: string;
  readonly CLICKHOUSE_USER: string;
  readonly CLICKHOUSE_PASSWORD: string;
}

/** What changes from one start to the next; secrets stay. */
export type Addresses = Pick<Credentials, "ECOMIND_URL" | "ECOMIND_QUERY_URL" | "CLICKHOUSE_URL">;

export const credentialsFile = (dataDir: string): string => join(dataDir, "credentials.env");

const secret = (bytes: number): string => randomBytes(bytes).toString("hex");

/** Reads `NAME=value` lines; undefined when there is no such file. */
export function readCredentials(dataDir: string): Partial<Credentials> | undefined {
  const file = credentialsFile(dataDir);
  if (!existsSync(file)) return undefined;
  const entries = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => /^([A-Z_]+)=(.*)$/.exec(line))
    .flatMap((match) => (match ? [[match[1], textOfShellWord(match[2] as string)]] : []));
  return Object.fromEntries(entries);
}

/**
 * The credentials of a data folder, made at the first start and kept. Written by rename, so that a crash leaves the old
 * file or the new one.
 */
export function ensureCredentials(
  dataDir: string,
  addresses: Addresses,
  newApiKey: () => string,
  store: Partial<Pick<Credentials, "CLICKHOUSE_USER" | "CLICKHOUSE_PASSWORD">> = {},
): Credentials {
  const kept = readCredentials(dataDir) ?? {};
  const credentials: Credentials = {
    ECOMIND_ORG: kept.ECOMIND_ORG ?? "local",
    ECOMIND_API_KEY: kept.ECOMIND_API_KEY ?? newApiKey(),
    ECOMIND_OWNER_TOKEN: kept.ECOMIND_OWNER_TOKEN ?? secret(32),
    CLICKHOUSE_USER: store.CLICKHOUSE_USER ?? kept.CLICKHOUSE_USER ?? "ecomind",
    CLICKHOUSE_PASSWORD: store.CLICKHOUSE_PASSWORD ?? (kept.CLICKHOUSE_PASSWORD || secret(16)),
    ...addresses,
  };
  const file = credentialsFile(dataDir);
  const text = Object.entries(credentials).map(([name, value]) => `${name}=${shellWord(value)}\n`);
  // The mode counts only for a file that is made: one that a crash left may have another.
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, text.join(""), { mode: 0o600, flag: "wx", flush: true });
  renameSync(`${file}.new`, file);
  return credentials;
}
