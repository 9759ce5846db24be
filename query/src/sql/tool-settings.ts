import { analystLimits, changeableLimits, presentationSettings } from "@ecomind/clickhouse";
import { EngineError } from "./engine-error.js";

/** Limits of which more than ours is taken as ours: tools send their own, usually larger ones, with every statement. */
const clamped: ReadonlySet<string> = new Set([
  "max_execution_time",
  "max_result_rows",
  "max_result_bytes",
  "max_block_size",
]);

const ours: Readonly<Record<string, string | number>> = analystLimits;

/**
 * Characters of a value: what stands for a value of the answer, such as `bool_true_representation`, is written once for each
 * of its rows, and no limit of the engine counts it before it is written.
 */
const mostCharacters = 64;

const refused = (name: string): EngineError =>
  new EngineError(164, `Cannot modify '${name.slice(0, 64)}' setting in readonly mode.`);

/**
 * The value of a setting that a statement is run with; undefined: ours, which is the same or less.
 * @throws EngineError for a setting that changes something else, or asks for more than may be
 */
export function toolSetting(name: string, value: string): string | undefined {
  if (value.length > mostCharacters)
    throw new EngineError(
      36,
      `The value of the setting '${name.slice(0, 64)}' has more than ${mostCharacters} characters.`,
    );
  if (presentationSettings.includes(name)) return value;
  if (Object.hasOwn(ours, name) && value === String(ours[name])) return undefined;
  if (name === "result_overflow_mode" && (value === "break" || value === "throw")) return value;
  const most = Object.hasOwn(changeableLimits, name) ? changeableLimits[name] : undefined;
  if (most === undefined) throw refused(name);
  const number = Number(value);
  if (/^\d+(?:\.\d+)?$/.test(value) && number > 0 && number <= most) return value;
  if (!clamped.has(name)) throw refused(name);
  return undefined;
}
