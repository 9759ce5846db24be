export { type StreamConfig, streamConfig } from "./config.js";
