import type { Principal } from "@ecomind/accounts";

/** Whose use it is when its sender names nobody: the token's subject, or a stand-in for the key. */
export const personOf = ({ kind, id }: Principal): string => (kind === "api-key" ? `key:${id}` : id);
