import type { Random } from "../../../standalone/src/random.js";

/** One of the entries. */
export const one = <T>(random: Random, entries: readonly T[]): T =>
  entries[Math.floor(random.next() * entries.length)] as T;

const hex = (random: Random, digits: number) =>
  Array.from({ length: digits }, () => Math.floor(random.next() * 16).toString(16)).join("");

/** A UUIDv4 from the seed. */
const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;

export interface ValidEvent {
  readonly id: string;
  readonly ts: string;
  readonly [field: string]: unknown;
}

export const validEvent = (random: Random): ValidEvent => ({
  id: uuid(random),
  ts: new Date(Date.now() - Math.floor(random.next() * 86_400_000)).toISOString(),
  user_id: `u${Math.floor(random.next() * 100)}`,
  provider: "openai",
  model: "gpt-4o",
  tokens_in: Math.floor(random.next() * 1_000),
  tokens_out: Math.floor(random.next() * 1_000),
});

/** JSON of values that no required field takes. */
const neverValid = [
  "null",
  "true",
  "[]",
  "{}",
  "[[[[]]]]",
  '{"a":{"b":{}}}',
  "1e400",
  "-1",
  "0.5",
  "99999999999999999999999999",
  "-0.0000001",
  '""',
  '" "',
  '"a name that goes on for seven words"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e"',
  `"${"x".repeat(5_000)}"`,
];

const required = ["user_id", "provider", "model"];

const badTimes = [
  "yesterday",
  "2026-02-30T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-01",
  "2026-01-01T25:00:00Z",
  "2026-01-01T00:00:00",
  "0000-00-00T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "-000001-01-01T00:00:00Z",
];

const badFields = [
  "prompt",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "ID",
  "tokens_in ",
  "",
  "\u0000",
  "😀",
];

const without = (event: ValidEvent, field: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(event).filter(([name]) => name !== field)));

/** The event with this JSON as the value of a field. */
const withValue = (event: ValidEvent, field: string, json: string): string =>
  `${without(event, field).slice(0, -1)},${JSON.stringify(field)}:${json}}`;

/** Ways of spoiling an event: each gives text that is JSON, and that no edge may accept as an event. */
const spoilers: readonly ((random: Random, event: ValidEvent) => string)[] = [
  (random, event) => withValue(event, one(random, required), one(random, neverValid)),
  (random, event) => withValue(event, "ts", one(random, neverValid.slice(1))),
  (random, event) => without(event, one(random, ["user_id", "provider", "model"])),
  (random, event) => withValue(event, one(random, badFields), one(random, ['"text"', "1", "null"])),
  (random, event) => withValue(event, "ts", JSON.stringify(one(random, badTimes))),
  (_, event) => withValue(event, "org_id", '"somebody-else"'),
  (random, event) => withValue(event, "schema_version", one(random, ["3", "17", "1e9"])),
  (random) => one(random, ["null", "true", "0", '"text"', "[]", "[1,2]", "{}", "1e400", '"\\ud800"']),
  (random, event) => {
    const depth = 10 + Math.floor(random.next() * 3_000);
    return withValue(event, one(random, ["model", "metadata_", "ts"]), "[".repeat(depth) + "]".repeat(depth));
  },
];

export const spoiledEvent = (random: Random): string => one(random, spoilers)(random, validEvent(random));

const noJson = [
  "",
  " ",
  "{",
  "}",
  "[",
  '{"a":}',
  '{"a" 1}',
  "{'a':1}",
  '{"a":1,}',
  "NaN",
  "undefined",
  "\ufeff{}",
  "// {}",
  '{"a":01}',
  '{"a":"\n"}',
  '{"a":"\\x"}',
  "{}{}",
  "<event/>",
  "user_id=1&tokens=2",
];

/** Text that is no JSON at all: cut short, with something behind, or never meant to be. */
export function notJson(random: Random): string {
  const text = JSON.stringify(validEvent(random));
  const at = 1 + Math.floor(random.next() * (text.length - 1));
  return one(random, [
    () => text.slice(0, at),
    () => `${text}${one(random, ["x", "}", ",", "{}", "\u0000"])}`,
    () => `${"[".repeat(200_000)}`,
    () => `${'{"a":'.repeat(50_000)}`,
    () => one(random, noJson),
  ])();
}

/** Bytes that are no UTF-8, within what would be an event. */
export function notUtf8(random: Random): Buffer {
  const bad = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf8, 0x88, 0x80, 0x80, 0x80], [0x80]];
  const text = JSON.stringify(validEvent(random));
  const at = text.indexOf('"user_id":"') + 11;
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(one(random, bad)), Buffer.from(text.slice(at))]);
}

/** Random bytes flipped: it may still be valid, and then it is accepted. */
export function flipped(random: Random): Buffer {
  const bytes = Buffer.from(JSON.stringify(validEvent(random)));
  for (let flips = 1 + Math.floor(random.next() * 4); flips > 0; flips -= 1) {
    const at = Math.floor(random.next() * bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random.next() * 8));
  }
  return bytes;
}
