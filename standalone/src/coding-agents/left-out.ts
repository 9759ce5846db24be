import { type AgentName, type AgentUsage, agentReaders, type Totals } from "@ecomind/agent-usage";
import { type Cell, totalsBy } from "./cells.js";

const count = (number: number): string => number.toLocaleString("en");

/** What the figures lack, a line each, for the agents that have any. @param cells those that are shown */
export function leftOut(cells: readonly Cell[], { missing, unreadable }: AgentUsage): string[] {
  const lines: string[] = [];
  const byAgent = totalsBy(cells, ({ agent }) => agent) as Map<AgentName, Totals>;
  for (const [agent, { output_unknown, interrupted }] of byAgent) {
    const { title } = agentReaders[agent];
    if (output_unknown > 0) lines.push(`${title}: answers whose output count is unknown: ${count(output_unknown)}`);
    if (interrupted.responses > 0)
      lines.push(
        `${title}: interrupted answers: ${count(interrupted.responses)} (${count(interrupted.tokens_in)} tokens in)`,
      );
  }
  for (const { agent, count: times, text, largest } of missing) {
    const most =
      largest === undefined
        ? ""
        : ` (in one session ${count(largest.tokens_in)} tokens in, ${count(largest.tokens_out)} out)`;
    lines.push(`${agentReaders[agent].title}: ${text}: ${count(times)}${most}`);
  }
  for (const agent of byAgent.keys())
    lines.push(`${agentReaders[agent].title} never records ${agentReaders[agent].neverRecorded}`);
  if (unreadable.length > 0)
    lines.push(`${count(unreadable.length)} files or folders could not be read, the first: ${unreadable[0]}`);
  return lines;
}
