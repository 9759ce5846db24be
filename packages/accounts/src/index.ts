export * from "./api-key.js";
export { ClaimError, type Claims, readClaims } from "./claims.js";
export { jwtSettings } from "./jwt-settings.js";
export { isFaultOfToken, JwtVerifier, type JwtVerifierOptions } from "./jwt-verifier.js";
export type * from "./key-ring.js";
export { MemoryKeyRing, type StoredKey } from "./memory-key-ring.js";
export * from "./org-settings.js";
export { newOwnerLink, type OwnerLink, ownerLinkId, ownerLinkSeconds } from "./owner-link.js";
export { StoreKeyRing, type StoreKeyRingOptions } from "./store-key-ring.js";
