import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { CanonicalEvent } from "./event.js";

/** Fewest characters of a secret that ids derive under. */
export const idSecretLength = 16;

/** A secret in the form that {@link derivedId} takes it. */
export type IdKey = KeyObject;

export const idKey = (secret: string): IdKey => createSecretKey(secret, "utf8");

function uuidV8(digest: Buffer): string {
  digest[6] = ((digest[6] as number) & 0x0f) | 0x80;
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80;
  const hex = digest.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * A UUIDv8 from a text under a secret: the same text gives the same id, and without the secret nobody can check a guess
 * of the text against the id.
 */
export const derivedId = (text: string, key: IdKey): string => uuidV8(createHmac("sha256", key).update(text).digest());

/**
 * The id that the same text had before ids were derived under a secret: a plain SHA-256. Only used to recognise events
 * that were stored then; never written anywhere.
 */
export const plainId = (text: string): string => uuidV8(createHash("sha256").update(text).digest());

const uuid = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;

/** Whether a text is a UUID as an event's id has it. */
export const isUuid = (text: string): boolean => text.length === 36 && uuid.test(text);

/**
 * The id of an event whose client knows it by a text of its own (`chatcmpl-…`, a ULID, 32 hex digits): the same text of the
 * same organisation is the same id. Never equal to one that derives from an event, whose text begins with a brace.
 */
export const idOfText = (orgId: string, text: string, key: IdKey): string =>
  isUuid(text) ? text.toLowerCase() : derivedId(`text\n${orgId}\n${text}`, key);

const digestOf = (text: string, key: IdKey): string => createHmac("sha256", key).update(text).digest("hex");

/**
 * The id under which an event is stored that somebody reports of their own use. Each person has ids of their own, so that nobody replaces
 * another's event, or takes its place, by sending its id. The second half seals the first: an id that was made here for the same person
 * is known and stays, so that what an answer gave as the id can be sent again.
 * @param id a UUID, as {@link idOfText} or {@link derivedId} gives it
 */
export function personalId(orgId: string, userId: string, id: string, key: IdKey): string {
  const person = JSON.stringify([orgId, userId]);
  const sealed = (head: string): string => {
    const seal = digestOf(`seal\n${person}\n${head}`, key);
    const variant = ((Number.parseInt(seal[0] as string, 16) & 3) | 8).toString(16);
    return `${head}-${variant}${seal.slice(1, 4)}-${seal.slice(4, 16)}`;
  };
  if (sealed(id.slice(0, 18)) === id) return id;
  const digest = digestOf(`person\n${person}\n${id}`, key);
  return sealed(`${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(12, 15)}`);
}

/** A response's id as one person tells it: it joins no report that somebody else makes. */
export const personalResponseId = (orgId: string, userId: string, responseId: string, key: IdKey): string =>
  derivedId(`response\n${JSON.stringify([orgId, userId])}\n${responseId}`, key);

/**
 * What the id of an event without one derives from: the event itself, without id and arrival. In the writing of version 1,
 * whatever the version, followed by what version 1 did not have: an event that was sent before an update and is sent again
 * after it has one id. Revision and rank are not part of what an event is.
 */
export function identityText(event: CanonicalEvent): string {
  const { ts, org_id, user_id, team, provider, model, tokens_in = 0, tokens_cached = 0, tokens_out = 0 } = event;
  const { tokens_basis, bytes_in, bytes_out, estimator, region, source, labels } = event;
  const { tokens_in_basis, tokens_out_basis, tokens_in_low, tokens_in_high, tokens_out_low, tokens_out_high } = event;
  const { energy_wh, energy_boundary, energy_method, service_tier, response_id, requests } = event;
  return JSON.stringify({
    ...{ id: "", ts, received_at: "", org_id, user_id, team, provider, model, tokens_in, tokens_cached, tokens_out },
    ...{ tokens_basis, bytes_in, bytes_out, estimator, region, source, labels, schema_version: 1 },
    ...{ tokens_in_basis, tokens_out_basis, tokens_in_low, tokens_in_high, tokens_out_low, tokens_out_high },
    ...{ energy_wh, energy_boundary, energy_method, service_tier, response_id, requests },
  });
}

export interface FormerIdentity {
  /** Under the secret. */
  readonly id: string;
  /** Under which the same event may be stored already. */
  readonly formerId: string;
}

/**
 * Recognises events whose id was derived, by an edge of either kind.
 * @returns undefined when a client gave the id
 */
export function formerIdentity(event: CanonicalEvent, key: IdKey): FormerIdentity | undefined {
  if (event.id[14] !== "8") return undefined;
  const text = identityText(event);
  const [id, formerId] = [derivedId(text, key), plainId(text)];
  return event.id === id || event.id === formerId ? { id, formerId } : undefined;
}
