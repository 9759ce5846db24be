import { run } from "../run-state.js";

/** k6's `check`: each condition counts in the rate `checks`. @returns whether all hold */
export function check<T>(value: T, conditions: Readonly<Record<string, (value: T) => boolean>>): boolean {
  let all = true;
  for (const [name, holds] of Object.entries(conditions)) {
    const ok = holds(value);
    run.metrics.add("checks", ok ? 1 : 0, { check: name });
    all &&= ok;
  }
  return all;
}
