export { createQueryApp, type QueryOptions } from "./app.js";
export { openapiDocument } from "./openapi.js";
export { operations } from "./operations.js";
export { problemTable } from "./problems.js";
export { OwnerSessions } from "./session.js";
