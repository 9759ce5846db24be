import { readFileSync } from "node:fs";

/** How one setting is read from the environment. */
export interface Setting<T> {
  readonly parse: (text: string) => T;
  /** What a valid value looks like, for the error line. */
  readonly expected: string;
  readonly fallback: { readonly value: T } | undefined;
  readonly secret: boolean;
}

interface SettingOptions<T> {
  readonly default?: T;
}

type Values<S extends Record<string, Setting<unknown>>> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Every fault of a configuration, each naming its setting; values are never repeated. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`configuration:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

function setting<T>(
  expected: string,
  parse: (text: string) => T,
  options: SettingOptions<T>,
  secret = false,
): Setting<T> {
  return { expected, parse, fallback: "default" in options ? { value: options.default as T } : undefined, secret };
}

function invalid(): never {
  throw new Error("invalid");
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const sizes: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** Settings by type. Without `default` a setting is required. */
export const settings = {
  text: (options: SettingOptions<string> = {}) => setting("text", (text) => text, options),
  /** Not required: undefined when absent. */
  optional: () => setting<string | undefined>("text", (text) => text, { default: undefined }),
  secret: (options: SettingOptions<string> = {}) => setting("text", (text) => text, options, true),
  optionalSecret: () => setting<string | undefined>("text", (text) => text, { default: undefined }, true),
  integer: (options: SettingOptions<number> & { min?: number; max?: number } = {}) =>
    setting(
      `a whole number from ${options.min ?? 0} to ${options.max ?? Number.MAX_SAFE_INTEGER}`,
      (text) => {
        const value = Number(text);
        const inRange = value >= (options.min ?? 0) && value <= (options.max ?? Number.MAX_SAFE_INTEGER);
        return /^\d+$/.test(text) && inRange ? value : invalid();
      },
      options,
    ),
  /** A number from 0 to 1. */
  share: (options: SettingOptions<number> = {}) =>
    setting(
      "a number from 0 to 1",
      (text) => (/^(0(\.\d+)?|1(\.0+)?)$/.test(text) ? Number(text) : invalid()),
      options,
    ),
  boolean: (options: SettingOptions<boolean> = {}) =>
    setting(
      "true or false",
      (text) => (["true", "1"].includes(text) ? true : ["false", "0"].includes(text) ? false : invalid()),
      options,
    ),
  /** Milliseconds; written as `500ms`, `10s`, `5m`, `24h`, `30d`. */
  durationMs: (options: SettingOptions<number> = {}) =>
    setting(
      "a duration such as 500ms, 10s, 5m, 24h or 30d",
      (text) => {
        const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? invalid();
        return Number(amount) * (units[unit as string] as number);
      },
      options,
    ),
  /** Bytes; written as `512`, `64KiB`, `1MiB`, `2GiB`. */
  bytes: (options: SettingOptions<number> = {}) =>
    setting(
      "a size such as 512, 64KiB, 1MiB or 2GiB",
      (text) => {
        const [, amount, unit] = /^(\d+)(|B|KiB|MiB|GiB|TiB)$/.exec(text) ?? invalid();
        return Number(amount) * (sizes[unit as string] as number);
      },
      options,
    ),
  /** Comma-separated, blanks trimmed, empty entries dropped. */
  list: (options: SettingOptions<readonly string[]> = {}) =>
    setting<readonly string[]>(
      "a comma-separated list",
      (text) =>
        text
          .split(",")
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ""),
      options,
    ),
  choice: <const C extends string>(choices: readonly C[], options: SettingOptions<C> = {}) =>
    setting<C>(
      `one of ${choices.join(", ")}`,
      (text) => choices.find((choice) => choice === text) ?? invalid(),
      options,
    ),
  url: (options: SettingOptions<string> = {}) =>
    setting("an http or https URL", (text) => (/^https?:$/.test(new URL(text).protocol) ? text : invalid()), options),
} as const;

/**
 * Reads settings from an environment, each by its name or from the file that `NAME_FILE` names (one trailing line break
 * is dropped). Empty text counts as absent.
 * @throws ConfigError with every fault at once.
 */
export function loadConfig<S extends Record<string, Setting<unknown>>>(
  spec: S,
  env: Readonly<Record<string, string | undefined>>,
): Values<S> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, { parse, expected, fallback }] of Object.entries(spec)) {
    let text = env[name];
    const file = env[`${name}_FILE`];
    if (text !== undefined && text !== "" && file) {
      faults.push(`${name}: set either it or ${name}_FILE, not both`);
      continue;
    }
    if (file) {
      try {
        text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
      } catch (error) {
        faults.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
        continue;
      }
    }
    if (text === undefined || text === "") {
      if (fallback === undefined) faults.push(`${name}: required, ${expected}`);
      else values[name] = fallback.value;
      continue;
    }
    try {
      values[name] = parse(text);
    } catch {
      faults.push(`${name}: expected ${expected}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return values as Values<S>;
}

type Readers = Readonly<Record<string, () => unknown>>;

/**
 * Reads several parts of a configuration, so that a start names the faults of all of them and not of the first.
 * @throws ConfigError with every fault at once
 */
export function readTogether<R extends Readers>(readers: R): { readonly [K in keyof R]: ReturnType<R[K]> } {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, read] of Object.entries(readers))
    try {
      values[name] = read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
    }
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return values as { readonly [K in keyof R]: ReturnType<R[K]> };
}
