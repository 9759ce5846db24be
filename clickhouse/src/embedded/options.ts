/** An account of the embedded engine. */
export interface EmbeddedUser {
  /** Letters, digits, `_`, `-` and `.`, starting with a letter. */
  readonly name: string;
  /** Absent or empty: no password is asked for. The account `default` cannot have one: the engine itself signs in as it. */
  readonly password?: string;
  /** Refused every write. It may change settings for its own queries, unless `settings` are given. @default false */
  readonly readonly?: boolean;
  /** Current database of its queries, created when missing; for the account `default` only created. @default "default" */
  readonly database?: string;
  /** `GRANT …` statements that replace what the account may do otherwise. */
  readonly grants?: readonly string[];
  /** Rows that the account may see: a condition per `database.table`. Its other tables stay whole. */
  readonly rowFilters?: Readonly<Record<string, string>>;
  /** Settings of its queries. With `readonly` these are constant, and so are all others. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Settings that a statement may change all the same, and how far. */
  readonly changeable?: Readonly<Record<string, SettingBounds>>;
}

/** The values that a statement may give a setting; without a bound any. */
export interface SettingBounds {
  readonly min?: number;
  readonly max?: number;
}

export interface EmbeddedClickHouseOptions {
  /** One process at a time may hold this folder. */
  readonly dataDir: string;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  readonly users: readonly EmbeddedUser[];
  /** Statements at once over all users; beyond it TOO_MANY_SIMULTANEOUS_QUERIES. @default 100 */
  readonly maxConcurrentQueries?: number;
  /** Memory of all statements together, in bytes. @default half of the machine's */
  readonly maxMemoryBytes?: number;
  /** On disk, of what all statements together set aside and of answers that wait for their end, in bytes. @default 4 GiB */
  readonly maxTemporaryBytes?: number;
  /** Inserted parts are synced to disk before the insert is answered (power loss). @default true */
  readonly fsync?: boolean;
  /** How long running statements may still take when the engine is stopped, in milliseconds. @default 5_000 */
  readonly stopGraceMs?: number;
  /**
   * Whether the engine starts where the kernel cannot confine it to its folder, or not entirely; it then says what is
   * missing. @default false: it starts
   */
  readonly requireConfinement?: boolean;
  /** How often it looks for statements that no limit ends, in milliseconds. @default 1_000 */
  readonly watchIntervalMs?: number;
  /** Least severe message that the engine writes to `<dataDir>/engine.log`. @default "warning" */
  readonly logLevel?: "fatal" | "error" | "warning" | "information" | "debug" | "trace";
}

const tableName = /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/;
const userName = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** @throws RangeError naming the option. */
export function checkOptions({ port, users, maxConcurrentQueries }: EmbeddedClickHouseOptions): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError("port: 0 to 65535");
  if (maxConcurrentQueries !== undefined && !(maxConcurrentQueries >= 1))
    throw new RangeError("maxConcurrentQueries: at least 1");
  for (const { name, password, rowFilters = {} } of users) {
    if (name === "default" && password) throw new RangeError("users: `default` cannot have a password");
    if (!userName.test(name)) throw new RangeError(`users: "${name}" is not a name of letters, digits, _, - and .`);
    for (const table of Object.keys(rowFilters))
      if (!tableName.test(table)) throw new RangeError(`users: rowFilters: "${table}" is not database.table`);
  }
  if (new Set(users.map(({ name }) => name)).size !== users.length) throw new RangeError("users: a name appears twice");
}
