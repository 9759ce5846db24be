/** What a person or a key is in an organisation. */
export type Role = "owner" | "admin" | "analyst" | "viewer" | "billing";

/** Everyone who may look at the organisation's figures as a whole. */
export const readers: readonly Role[] = ["owner", "admin", "analyst", "billing"];
export const administrators: readonly Role[] = ["owner", "admin"];

/** The strongest first. */
export const roleOrder: readonly Role[] = ["owner", "admin", "analyst", "billing", "viewer"];
