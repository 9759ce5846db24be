export { createIngestApp, type IngestApp, type IngestOptions } from "./app.js";
export { problemTable } from "./problems.js";
