import { reject } from "@ecomind/contract";
import { RefusedEvent } from "../refused-event.js";
import { uuidV5 } from "../uuid-v5.js";

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string => typeof value === "string" && value !== "" && value.length <= 1_024;

function dataOf(envelope: Fields): unknown {
  if (envelope.data !== undefined) return envelope.data;
  if (typeof envelope.data_base64 !== "string") return undefined;
  try {
    return JSON.parse(Buffer.from(envelope.data_base64, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The event that a CloudEvent carries as its data. `id` and `source` of the envelope are its key, in place of an id of its
 * own; `time` stands in for a `ts` that is not there.
 * @param envelope attributes and data, as CloudEvents 1.0 has them in JSON
 */
export function eventOfEnvelope(envelope: unknown): unknown {
  if (!isObject(envelope)) return new RefusedEvent(reject("not_an_object", ""));
  const { specversion, id, source, type, time } = envelope;
  if (specversion !== "1.0") return new RefusedEvent(reject("invalid_field", "/specversion"));
  if (!isName(id)) return new RefusedEvent(reject("missing_field", "/id"));
  if (!isName(source)) return new RefusedEvent(reject("missing_field", "/source"));
  if (!isName(type)) return new RefusedEvent(reject("missing_field", "/type"));
  const data = dataOf(envelope);
  if (!isObject(data)) return new RefusedEvent(reject("not_an_object", "/data"));
  const ts = data.ts ?? (typeof time === "string" ? time : undefined);
  return { ...data, id: uuidV5("cloudevent", source, id), ...(ts === undefined ? undefined : { ts }) };
}

/** An attribute as a header carries it: what is no printable ASCII is encoded as in a URL. */
function decoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    // A per cent sign that encodes nothing stands for itself.
    return value;
  }
}

/** The envelope that `ce-` headers spell out. @param headers by name, without `ce-` */
export function envelopeOfHeaders(headers: ReadonlyMap<string, string>, data: unknown): Fields {
  const attributes = Object.fromEntries([...headers].map(([name, value]) => [name, decoded(value)]));
  return { ...attributes, data };
}
