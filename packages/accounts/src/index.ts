export type * from "./key-ring.js";
