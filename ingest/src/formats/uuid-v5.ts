import { hash } from "node:crypto";

/** The namespace of ids that are derived from what a sender names a use by: a random UUID, the same at every edge for ever. */
const namespace = Buffer.from("5f0c1a5e9f0b4d6d8b6a0f6f3c1d7e92", "hex");

/** Nearly all names fit in; a buffer for each took as long as the hash. */
const scratch = Buffer.alloc(512);
namespace.copy(scratch);

const whole = (names: readonly string[]) => Buffer.concat([namespace, Buffer.from(names.join("\n"))]);

/** A UUIDv5 (RFC 9562): the same names give the same id. @param names joined by line feeds */
export function uuidV5(...names: readonly string[]): string {
  const length = namespace.length + scratch.write(names.join("\n"), namespace.length);
  const hex = hash("sha1", length < scratch.length - 4 ? scratch.subarray(0, length) : whole(names), "hex");
  const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
