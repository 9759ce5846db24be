import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** What part of events was bad: a counter, the label matchers of what counts at all, and those of what is bad. */
export interface RatioIndicator {
  readonly kind: "ratio";
  readonly metric: string;
  readonly valid: string;
  readonly bad: string;
}

/** What part took longer than it may: a histogram that has the threshold among its bounds. */
export interface DurationIndicator {
  readonly kind: "durations";
  readonly metric: string;
  readonly valid: string;
  readonly atMostSeconds: number;
}

export interface Objective {
  /** Lower case with underscores; the label `slo` of every series. */
  readonly name: string;
  readonly title: string;
  /** What follows "99.9 % …". */
  readonly promise: string;
  /** Above 0, below 100. */
  readonly objectivePercent: number;
  readonly indicator: RatioIndicator | DurationIndicator;
  /** Nobody is woken for fewer bad events than this within an alert's longer window. */
  readonly minimumBad: number;
  /** File in docs/runbooks. */
  readonly runbook: string;
}

export interface Slo {
  /** Of the error budget, as Prometheus writes durations. */
  readonly window: string;
  readonly objectives: readonly Objective[];
}

export class SloFileError extends Error {
  override readonly name = "SloFileError";
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, where: string, known: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SloFileError(`${where}: a mapping`);
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new SloFileError(`${where}: ${stranger} is not known`);
  return value as Fields;
}

function text(fields: Fields, name: string, where: string, pattern = /\S/): string {
  const value = fields[name];
  if (typeof value !== "string" || !pattern.test(value))
    throw new SloFileError(`${where}.${name}: text like ${pattern}`);
  return value;
}

function number(
  fields: Fields,
  name: string,
  where: string,
  isRight: (value: number) => boolean,
  what: string,
): number {
  const value = fields[name];
  if (typeof value !== "number" || !isRight(value)) throw new SloFileError(`${where}.${name}: ${what}`);
  return value;
}

const metricName = /^[a-z][a-z0-9_]*$/;

function indicatorOf(fields: Fields, where: string): Objective["indicator"] {
  if ((fields.ratio === undefined) === (fields.durations === undefined))
    throw new SloFileError(`${where}: either ratio or durations`);
  if (fields.ratio !== undefined) {
    const ratio = fieldsOf(fields.ratio, `${where}.ratio`, ["metric", "valid", "bad"]);
    return {
      kind: "ratio",
      metric: text(ratio, "metric", where, metricName),
      valid: text(ratio, "valid", where),
      bad: text(ratio, "bad", where),
    };
  }
  const durations = fieldsOf(fields.durations, `${where}.durations`, ["metric", "valid", "at_most_seconds"]);
  return {
    kind: "durations",
    metric: text(durations, "metric", where, metricName),
    valid: text(durations, "valid", where),
    atMostSeconds: number(durations, "at_most_seconds", where, (value) => value > 0, "a number above 0"),
  };
}

const objectiveFields = [
  "name",
  "title",
  "promise",
  "objective_percent",
  "ratio",
  "durations",
  "minimum_bad",
  "runbook",
];

/** @throws SloFileError naming what is wrong */
export function parseSlo(content: string): Slo {
  const file = fieldsOf(parse(content), "file", ["window", "objectives"]);
  if (!Array.isArray(file.objectives) || file.objectives.length === 0) throw new SloFileError("objectives: a list");
  const objectives = file.objectives.map((one, index): Objective => {
    const where = `objectives[${index}]`;
    const fields = fieldsOf(one, where, objectiveFields);
    return {
      name: text(fields, "name", where, metricName),
      title: text(fields, "title", where),
      promise: text(fields, "promise", where),
      objectivePercent: number(
        fields,
        "objective_percent",
        where,
        (value) => value > 0 && value < 100,
        "above 0, below 100",
      ),
      indicator: indicatorOf(fields, where),
      minimumBad: number(
        fields,
        "minimum_bad",
        where,
        (value) => Number.isInteger(value) && value > 0,
        "a whole number above 0",
      ),
      runbook: text(fields, "runbook", where, /^[a-z][a-z-]*\.md$/),
    };
  });
  if (new Set(objectives.map(({ name }) => name)).size < objectives.length)
    throw new SloFileError("a name stands twice");
  return { window: text(file, "window", "file", /^\d+d$/), objectives };
}

/** The objectives that this version ships. */
export const loadSlo = (): Slo =>
  parseSlo(readFileSync(fileURLToPath(new URL("../slo.yaml", import.meta.url)), "utf8"));

/** Share of events that may be bad, 0 to 1. */
export const budgetOf = ({ objectivePercent }: Objective): number => Number((1 - objectivePercent / 100).toFixed(6));
