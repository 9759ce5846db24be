export { createQueryApp, type QueryOptions } from "./app.js";
export { openapiDocument } from "./http/openapi.js";
export { problemTable } from "./http/problems.js";
export { OwnerSessions } from "./identity/owner-sessions.js";
export { operations } from "./operations.js";
