export type { Brokers } from "./brokers.js";
export { describeWithBrokers } from "./describe-with-brokers.js";
export { startBrokers } from "./start-brokers.js";
