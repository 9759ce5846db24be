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

/** What the id of an event without one derives from: the event itself, as the edge writes it, without id and arrival. */
export const identityText = (event: CanonicalEvent): string =>
  JSON.stringify({ ...event, id: "", received_at: "" } satisfies CanonicalEvent);

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
