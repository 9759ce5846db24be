export { DataFolderInUseError } from "./data-folder-lock.js";
export type { EmbeddedClickHouseOptions, EmbeddedUser } from "./options.js";
export { type EmbeddedClickHouse, startEmbeddedClickHouse } from "./start.js";
