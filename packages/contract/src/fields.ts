import { isOfLength } from "./characters.js";
import { serviceTiers } from "./event.js";
import { limits } from "./limits.js";
import { tidyName, titlePattern, wordsPattern } from "./names.js";
import type { Warning } from "./reject-reasons.js";

/** A field's value as it can be used; undefined: it cannot. */
type Reading = (value: unknown) => unknown;

interface Field {
  readonly read: Reading;
  /** What it may hold, for whoever sent something else. */
  readonly allowed: string;
  /** An event cannot do without. */
  readonly required?: true;
}

/** Clients number persons, teams and calls, too. */
const textOf = (value: unknown): unknown =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? String(value) : value;

function name(most: number, pattern: string): Reading {
  const form = new RegExp(pattern, "u");
  return (text) => {
    if (typeof text !== "string") return undefined;
    const tidy = tidyName(text);
    return isOfLength(tidy, most) && form.test(tidy) ? tidy : undefined;
  };
}

const ofWords = (most: number, words: number): Field => ({
  read: name(most, wordsPattern(words)),
  allowed: `text of 1 to ${most} characters, at most ${words === 1 ? "one word" : `${words} words`}, without control characters and line breaks`,
});

const whole = (least: number, most: number): Field => ({
  read: (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? value : undefined,
  allowed: `a whole number from ${least} to ${most}`,
});

const oneOf = (...values: readonly string[]): Field => ({
  read: (value) => {
    const text = typeof value === "string" ? value.trim().toLowerCase() : undefined;
    return text !== undefined && values.includes(text) ? text : undefined;
  },
  allowed: `one of ${values.join(", ")}`,
});

const tokens = whole(0, limits.tokensMaxOfEvent);
const bytes = whole(0, limits.bytesMax);
const sourceForm = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const numbered = ({ read, ...field }: Field): Field => ({ ...field, read: (value) => read(textOf(value)) });
const labelKey = /^[a-z0-9_]{1,32}$/;
const labelValue = numbered(ofWords(limits.labelValueLength, limits.labelWords));

/** Every field of an event but `org_id`, `ts` and `schema_version`, which decide about the event and not about themselves. */
export const fields: Readonly<Record<string, Field>> = {
  id: {
    read: (value) => {
      const text = textOf(value);
      return typeof text === "string" && text !== "" ? text : undefined;
    },
    allowed: "a UUID, or any other text that is the client's own id of the event",
  },
  user_id: { ...numbered(ofWords(limits.userIdLength, limits.nameWords)), required: true },
  team: numbered({
    read: name(limits.teamLength, titlePattern),
    allowed: `text of 1 to ${limits.teamLength} characters, without control characters and line breaks`,
  }),
  provider: {
    ...ofWords(limits.providerLength, limits.nameWords),
    required: true,
  },
  model: { ...ofWords(limits.modelLength, limits.nameWords), required: true },
  tokens_in: tokens,
  tokens_cached: tokens,
  tokens_out: tokens,
  tokens_basis: oneOf("reported", "estimated"),
  tokens_in_basis: oneOf("reported", "estimated"),
  tokens_out_basis: oneOf("reported", "estimated"),
  tokens_in_low: tokens,
  tokens_in_high: tokens,
  tokens_out_low: tokens,
  tokens_out_high: tokens,
  bytes_in: bytes,
  bytes_out: bytes,
  estimator: ofWords(limits.estimatorLength, limits.nameWords),
  region: ofWords(limits.regionLength, limits.nameWords),
  source: {
    read: (value) => (typeof value === "string" && sourceForm.test(value) ? value : undefined),
    allowed: "1 to 32 of a-z, 0-9, _ and -, beginning with a letter or digit",
  },
  labels: {
    read: (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined),
    allowed: `an object of up to ${limits.labelCount} labels`,
  },
  energy_wh: {
    read: (value) =>
      typeof value === "number" && value >= 0 && value <= limits.energyWhMaxOfEvent ? value : undefined,
    allowed: `a number from 0 to ${limits.energyWhMaxOfEvent}`,
  },
  energy_boundary: oneOf("it", "facility"),
  energy_method: ofWords(limits.methodLength, limits.nameWords),
  service_tier: oneOf(...serviceTiers),
  response_id: ofWords(limits.responseIdLength, 1),
  revision: whole(0, limits.revisionMax),
  requests: whole(1, limits.requestsMax),
};

/** Sent by the first clients, and of no use: left out without a word. */
const formerFields = new Set(["node_type", "metadata"]);

/** A name as a step of a JSON pointer; of one that no contract would have, the first characters. */
export const step = (name: string): string =>
  `/${name.slice(0, limits.teamLength).toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1")}`;

export const unusable = (name: string, pointer = step(name)): Warning => ({
  reason: "unusable_field",
  pointer,
  allowed: (fields[name] as Field).allowed,
});

/** Labels that can be used; of too many the first. */
function usableLabels(labels: object, warnings: Warning[]): object | undefined {
  const usable: [string, unknown][] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (value === null) continue;
    const pointer = `/labels${step(key)}`;
    const text = typeof value === "boolean" ? String(value) : labelValue.read(value);
    if (!labelKey.test(key))
      warnings.push({ reason: "unusable_field", pointer, allowed: "a name of 1 to 32 of a-z, 0-9 and _" });
    else if (text === undefined) warnings.push({ reason: "unusable_field", pointer, allowed: labelValue.allowed });
    else if (usable.length === limits.labelCount) {
      warnings.push(unusable("labels"));
      break;
    } else usable.push([key, text]);
  }
  return usable.length === 0 ? undefined : Object.fromEntries(usable);
}

/** Fields that decide about the event. */
const otherFields: ReadonlySet<string> = new Set(["org_id", "ts", "schema_version", "metadata"]);

/**
 * What can be used of an event that does not satisfy the schema: names with plain spaces, no nulls, and without optional
 * fields that cannot be used. What it cannot do without is left as it is, for the schema to name.
 * @param warnings gets what is left out
 */
export function usableEvent(sent: object, warnings: Warning[]): Record<string, unknown> {
  const usable: [string, unknown][] = [];
  for (const [name, value] of Object.entries(sent)) {
    // What is absent is absent; a field that nobody knows is a mistake also without a value.
    if (value === null && (Object.hasOwn(fields, name) || otherFields.has(name) || formerFields.has(name))) continue;
    if (name === "metadata" && !(typeof value === "object" && Object.keys(value).length === 0)) {
      warnings.push({ reason: "unusable_field", pointer: "/metadata", allowed: "an empty object" });
      continue;
    }
    if (formerFields.has(name)) continue;
    if (name === "schema_version" && !(Number.isInteger(value) && (value as number) >= 1)) {
      warnings.push({ reason: "unusable_field", pointer: "/schema_version", allowed: "a whole number from 1" });
      continue;
    }
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      usable.push([name, value]);
      continue;
    }
    const read = field.read(value);
    const kept = name === "labels" && read !== undefined ? usableLabels(read as object, warnings) : read;
    if (kept !== undefined) usable.push([name, kept]);
    else if (field.required === true) usable.push([name, value]);
    else if (read === undefined) warnings.push(unusable(name));
  }
  return Object.fromEntries(usable);
}
