export * from "./errors.js";
export { MicroBatcher, type MicroBatcherOptions } from "./micro-batcher.js";
export { murmur2, partitionOf } from "./murmur2.js";
export type * from "./port.js";
