export type { BrokerFaults, Brokers, BrokersRequest } from "./brokers.js";
export { describeWithBrokers } from "./describe-with-brokers.js";
export { freePorts } from "./free-ports.js";
export { NoBrokerError, type StartBrokersOptions, startBrokers } from "./start-brokers.js";
export type { TcpProxy } from "./tcp-proxy.js";
