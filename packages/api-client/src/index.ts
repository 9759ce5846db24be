export * from "./api-client.js";
export * from "./api-problem.js";
export type * from "./api-types.js";
