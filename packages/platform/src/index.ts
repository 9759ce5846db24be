export * from "./admin-server.js";
export * from "./config.js";
export * from "./health.js";
export * from "./logging.js";
export * from "./metrics.js";
export * from "./problem.js";
export * from "./shutdown.js";
export * from "./trace-context.js";
