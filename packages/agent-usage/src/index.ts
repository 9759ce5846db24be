export type { AgentReader, Home, Missing } from "./agent-reader.js";
export { agentReaders } from "./agents.js";
export { type AgentName, type Answer, agentNames } from "./answer.js";
export { type AgentUsage, type ReadOptions, readUsage } from "./read-usage.js";
export { addAnswer, addTotals, noTotals, type Totals, totalsOf } from "./totals.js";
export { cacheFolder } from "./usage-index.js";
