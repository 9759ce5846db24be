/** A row of an answer, by the names that all answers share. */
export interface PublishedRow {
  /** Begin of the interval, RFC 3339; absent: of the whole range. */
  readonly start?: string;
  readonly user?: string;
  readonly team?: string | undefined;
  readonly project?: string | undefined;
  /** Of a label that crosses teams. */
  readonly app?: string | undefined;
  /** Of one event. */
  readonly id?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly region?: string;
  readonly source?: string;
  readonly basis?: string;
  readonly tier?: string;
  readonly requests?: number;
  readonly tokens_in?: number;
  readonly tokens_cached?: number;
  readonly tokens_out?: number;
}

export type Interval = "15m" | "hour" | "day" | "week" | "month" | "total";

/** An answer as one who reads it has it. */
export interface PublishedAnswer {
  readonly name: string;
  /** What its times are cut to. */
  readonly interval: Interval | "event";
  /** Significant digits of its figures; absent: all. */
  readonly digits?: number;
  readonly rows: readonly PublishedRow[];
}

const dimensions = ["provider", "model", "region", "source", "basis", "tier"] as const;
const figures = ["requests", "tokens_in", "tokens_cached", "tokens_out"] as const;
/** What an answer may give away of a person. */
export const sensitive = ["team", "project", "app", "id"] as const;

const fineness = ["event", "15m", "hour", "day", "week", "month", "total"] as const;

/** Begin of the interval that a time lies in. */
function cut(start: string | undefined, interval: PublishedAnswer["interval"]): string {
  if (interval === "total" || start === undefined) return "";
  if (interval === "month") return start.slice(0, 7);
  if (interval === "day") return start.slice(0, 10);
  if (interval === "hour") return start.slice(0, 13);
  const ms = Date.parse(start);
  const dayMs = 86_400_000;
  // Weeks begin on Mondays; the first day of 1970 was a Thursday.
  if (interval === "week")
    return new Date(Math.floor((ms + 3 * dayMs) / (7 * dayMs)) * 7 * dayMs - 3 * dayMs).toISOString();
  return interval === "15m" ? new Date(Math.floor(ms / 900_000) * 900_000).toISOString() : start;
}

const has = ({ rows }: PublishedAnswer, column: keyof PublishedRow): boolean =>
  rows.some((row) => Boolean(row[column]));
const told = (value: string | undefined): boolean => value !== undefined && !/^(__\w+__)?$/.test(value);

/** Rows of a finer answer as the coarser one would have them: sums by the columns that the two share. */
function summed(
  answer: PublishedAnswer,
  columns: readonly (keyof PublishedRow)[],
  interval: PublishedAnswer["interval"],
) {
  const sums = new Map<string, { row: PublishedRow; figures: Record<string, number> }>();
  for (const row of answer.rows) {
    const key = [cut(row.start, interval), ...columns.map((name) => row[name] ?? "")].join("\n");
    const sum = sums.get(key)?.figures ?? { requests: 0, tokens_in: 0, tokens_cached: 0, tokens_out: 0 };
    for (const name of figures) sum[name] = (sum[name] as number) + Number(row[name] ?? (name === "requests" ? 1 : 0));
    sums.set(key, { row, figures: sum });
  }
  return [...sums.values()];
}

export interface Link {
  readonly persons: readonly string[];
  readonly by: string;
  readonly what: (typeof sensitive)[number];
  readonly value: string;
}

/**
 * Joins an answer that names persons with one that names teams, projects or events, on all that they share: time, as coarse
 * as the coarser of them, every dimension, and every figure, as far as it is rounded.
 * @returns for each value that is found again, the persons whom it may be of
 */
export function joined(persons: PublishedAnswer, other: PublishedAnswer): Link[] {
  const by = `${persons.name} | ${other.name}`;
  if (!has(persons, "user")) return [];
  const interval = fineness[Math.max(fineness.indexOf(persons.interval), fineness.indexOf(other.interval))] ?? "total";
  const shared = dimensions.filter((name) => has(persons, name) && has(other, name));
  const counted = figures.filter((name) => name === "requests" || (has(persons, name) && has(other, name)));
  return sensitive.flatMap((what): Link[] => {
    if (!has(other, what)) return [];
    // One event stands by itself; a person's row of several is a sum that no event is.
    const groups = new Map<string, { persons: Set<string> }>();
    const keyOf = (row: PublishedRow, sums: Readonly<Record<string, number>>) =>
      [
        cut(row.start, interval),
        ...shared.map((name) => row[name] ?? ""),
        ...counted.map((name) => rounded(sums[name] ?? 0, persons.digits)),
      ].join("\n");
    for (const { row, figures: sums } of summed(persons, ["user", ...shared], interval)) {
      if (row.user === undefined || /^__\w+__$/.test(row.user)) continue;
      const key = keyOf(row, sums);
      const group = groups.get(key) ?? { persons: new Set() };
      groups.set(key, group);
      group.persons.add(row.user);
    }
    return summed(
      other,
      [what, ...(what === "id" ? [] : (["user"] as const).filter((name) => has(other, name))), ...shared],
      interval,
    ).flatMap(({ row, figures: sums }): Link[] => {
      const value = row[what];
      if (value === undefined || !told(value)) return [];
      // An answer that names the person beside the value needs no join.
      const found = row.user ? [row.user] : [...(groups.get(keyOf(row, sums))?.persons ?? [])];
      return found.length === 0 ? [] : [{ persons: found, by, what, value }];
    });
  });
}

const rounded = (value: number, digits: number | undefined): number =>
  digits === undefined ? value : Number(value.toPrecision(digits));
