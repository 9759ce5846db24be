import { createHash } from "node:crypto";

/** The namespace of answers of coding agents. Another one would make every answer that was sent a new event. */
const namespace = Buffer.from("5b1f4c6e0d7a4e5f9c3a2f6d8b7e1a90", "hex");

/**
 * The UUID of a name (RFC 9562, version 5): the same on every machine and under every key. For names that say nothing of a
 * person; whoever knows the name can compute it.
 */
export function nameUuid(name: string): string {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
