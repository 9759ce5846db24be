import { type AgentName, agentReaders } from "@ecomind/agent-usage";
import type { Band } from "@ecomind/footprint";
import { align, figure } from "../text-table.js";
import { type Cell, totalsBy, totalsOfCells } from "./cells.js";
import { type Cost, costOf } from "./cost.js";

const count = (number: number): string => number.toLocaleString("en");

const localDay = (ms: number): string => new Date(ms).toLocaleDateString("sv");

/** A band in the unit that suits its central value. */
function bandRow(name: string, band: Band, small: string, large: string): string[] {
  const inLarge = band[1] >= 1;
  return [name, ...band.map((value) => figure(inLarge ? value : value * 1_000)), inLarge ? large : small];
}

/** What answers cost, for people: low, central and high. */
function costTable({ kwh, kgco2e, waterL, factorSet, flags, unsupported }: Cost): string[] {
  const notes = [
    ...(flags.includes("unknown_model") ? ["a class of models stands in for models that are not in the tables"] : []),
    ...(flags.includes("region_assumed") ? ["each provider's usual grid stands in for the unknown one"] : []),
    ...(unsupported > 0 ? [`no figure for ${count(unsupported)} answers of images, audio or video`] : []),
  ];
  return [
    ...align([
      ["", "low", "central", "high", ""],
      bandRow("Electricity, facility", kwh, "Wh", "kWh"),
      bandRow("CO2e, location-based", kgco2e, "g", "kg"),
      bandRow("Water", waterL, "mL", "L"),
    ]),
    `Factor set ${factorSet}${notes.map((note) => `; ${note}`).join("")}.`,
  ];
}

/** Answers by agent and model, and what they cost together. @param fromMs, toMs when the first and the last were made */
export function answersTable(cells: readonly Cell[], fromMs: number, toMs: number): string[] {
  if (cells.length === 0) return ["No answers were found."];
  const groups = totalsBy(cells, ({ agent, model }) => `${agent}\n${model}`);
  const rows = [...groups].map(([name, totals]) => {
    const [agent = "", model = ""] = name.split("\n");
    const out = totals.output_unknown > 0 && totals.tokens_out === 0 ? "unknown" : count(totals.tokens_out);
    const numbers = [totals.responses, totals.tokens_in, totals.tokens_cached].map(count);
    return [agentReaders[agent as AgentName].title, ...numbers, out, model];
  });
  const [first, last] = [localDay(fromMs), localDay(toMs)];
  return [
    `${count(totalsOfCells(cells).responses)} answers, ${first === last ? first : `${first} to ${last}`}`,
    "",
    ...align([["Agent", "Answers", "Tokens in", "cached", "Tokens out", "Model"], ...rows]),
    "",
    ...costTable(costOf(cells)),
  ];
}
