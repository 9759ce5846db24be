import type { ContinueRule, Framing, PromptRule, Range, RulePack, RulePacks } from "./rule-pack.js";

/** Rule packs that do not have the expected form. `message` names the place, never a value. */
export class RulePackError extends Error {
  override readonly name = "RulePackError";
}

type Fields = Readonly<Record<string, unknown>>;
type Read<T> = (value: unknown, place: string) => T;

const fail = (place: string): never => {
  throw new RulePackError(`rule packs: ${place} has an unexpected form`);
};

const text =
  (pattern: RegExp): Read<string> =>
  (value, place) =>
    typeof value === "string" && pattern.test(value) ? value : fail(place);

const list =
  <T>(read: Read<T>, most: number): Read<readonly T[]> =>
  (value, place) =>
    Array.isArray(value) && value.length <= most
      ? value.map((one, index) => read(one, `${place}/${index}`))
      : fail(place);

/** An object with exactly these fields. */
function fields(value: unknown, place: string, names: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(place);
  const own = Object.keys(value);
  if (own.length !== names.length || !names.every((name) => Object.hasOwn(value, name))) return fail(place);
  return value as Fields;
}

const slug = text(/^[a-z0-9][a-z0-9._-]{0,63}$/);
const hostName = text(/^(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}$/);
const pathTemplate = text(/^\/[A-Za-z0-9._~:$+@*/-]{0,255}$/);
const contentType = text(/^[a-z]+\/[a-z0-9.+-]{1,64}$/);
const title = text(/^[^\p{Cc}\p{Cf}<>]{1,64}$/u);

const range: Read<Range> = (value, place) => {
  if (!Array.isArray(value) || value.length !== 3) return fail(place);
  const [low, central, high] = value as unknown[];
  if (typeof low !== "number" || typeof central !== "number" || typeof high !== "number") return fail(place);
  return 0 <= low && low <= central && central <= high && high <= 1e7 ? [low, central, high] : fail(place);
};

const framing: Read<Framing> = (value, place) => {
  const names = ["cumulative", "interceptBytes", "frameBytes", "textBytes", "tokensPerFrame"];
  const { cumulative, ...ranges } = fields(value, place, names);
  const of = (name: string) => range(ranges[name], `${place}/${name}`);
  const textBytes = of("textBytes");
  const tokensPerFrame = of("tokensPerFrame");
  // Both are divided by.
  if (typeof cumulative !== "boolean" || textBytes[0] <= 0 || tokensPerFrame[0] <= 0) return fail(place);
  return {
    cumulative,
    interceptBytes: of("interceptBytes"),
    frameBytes: of("frameBytes"),
    textBytes,
    tokensPerFrame,
  };
};

const promptRule: Read<PromptRule> = (value, place) => {
  const { method, path } = fields(value, place, ["method", "path"]);
  if (method !== "POST" && method !== "PUT") return fail(`${place}/method`);
  return { method, path: pathTemplate(path, `${place}/path`) };
};

const continueRule: Read<ContinueRule> = (value, place) => {
  const { bytes, path } = fields(value, place, ["path", "bytes"]);
  if (bytes !== "add" && bytes !== "replay") return fail(`${place}/bytes`);
  return { bytes, path: pathTemplate(path, `${place}/path`) };
};

const packFields = "id name provider pages hosts prompts continues never sockets answers framing tokensIn".split(" ");

const rulePack: Read<RulePack> = (value, place) => {
  const pack = fields(value, place, packFields);
  const of = <T>(name: string, read: Read<T>): T => read(pack[name], `${place}/${name}`);
  return {
    id: of("id", slug),
    name: of("name", title),
    provider: of("provider", slug),
    pages: of("pages", list(hostName, 20)),
    hosts: of("hosts", list(hostName, 20)),
    prompts: of("prompts", list(promptRule, 50)),
    continues: of("continues", list(continueRule, 50)),
    never: of("never", list(pathTemplate, 200)),
    sockets: of("sockets", list(pathTemplate, 20)),
    answers: of("answers", list(contentType, 20)),
    framing: pack.framing === null ? null : of("framing", slug),
    tokensIn: of("tokensIn", range),
  };
};

/**
 * Checks rule packs, wherever they come from: only known fields, bounded lists, and names without room for anything else.
 * @throws RulePackError
 */
export function readRulePacks(value: unknown): RulePacks {
  const { format, version, framings, packs } = fields(value, "", ["format", "version", "framings", "packs"]);
  if (format !== 1) return fail("/format");
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1) return fail("/version");
  if (typeof framings !== "object" || framings === null || Array.isArray(framings)) return fail("/framings");
  const entries = Object.entries(framings);
  if (entries.length > 100) return fail("/framings");
  const read = {
    format,
    version,
    framings: Object.fromEntries(
      entries.map(([name, one]) => [slug(name, "/framings"), framing(one, `/framings/${name}`)] as const),
    ),
    packs: list(rulePack, 200)(packs, "/packs"),
  } as const;
  for (const [index, pack] of read.packs.entries()) {
    const countable = pack.prompts.length > 0;
    if (countable !== (pack.framing !== null)) return fail(`/packs/${index}/framing`);
    if (pack.framing !== null && !Object.hasOwn(read.framings, pack.framing)) return fail(`/packs/${index}/framing`);
  }
  if (new Set(read.packs.map(({ id }) => id)).size !== read.packs.length) return fail("/packs");
  return read;
}
