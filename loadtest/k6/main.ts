import { type Accounting, countWhatCame, readAccounting, reconcile } from "./reconciliation.ts";
import { optionsOf } from "./scenarios.ts";

/**
 * `k6 run loadtest/k6/main.ts`, with ECOMIND_URL, ECOMIND_QUERY_URL and ECOMIND_API_KEY (`credentials.env`), and
 * SCENARIO (smoke, average, stress, spike, soak, breakpoint); SCALE multiplies every rate, FASTER divides every length.
 * No other events may come to the organisation meanwhile: the run is reconciled to the event.
 */
const scenario = __ENV.SCENARIO ?? "smoke";
export const options = optionsOf(
  { name: scenario, scale: Number(__ENV.SCALE ?? 1), faster: Number(__ENV.FASTER ?? 1) },
  JSON.parse(open("../../observability/generated/load-thresholds.json")),
);

export { ask, postBatch, postSingle, probe } from "./workloads.ts";

export async function setup(): Promise<Accounting> {
  return await readAccounting();
}

export async function teardown(before: Accounting): Promise<void> {
  await countWhatCame(before);
}

interface Summary {
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly values: Readonly<Record<string, number>>;
        readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
      }
    >
  >;
}

const rounded = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 5 : 1));

/** A table of every figure with its objectives, and whether the run is reconciled; the same as JSON beside it. */
export function handleSummary(data: Summary): Record<string, string> {
  const count = (name: string): number => data.metrics[name]?.values.count ?? 0;
  const reconciled = reconcile({
    accepted: count("events_accepted"),
    unsure: count("events_unsure"),
    read: count("records_read"),
    accountedFor: count("records_accounted_for"),
  });
  const lines = Object.entries(data.metrics)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { values, thresholds = {} }]) => {
      const figures = Object.entries(values).map(([key, value]) => `${key} ${rounded(value)}`);
      const met = Object.entries(thresholds).map(([condition, { ok }]) => `${ok ? "met" : "MISSED"}: ${condition}`);
      return `${name.padEnd(34)} ${[...figures, ...met].join("  ")}`;
    });
  const verdict = `${reconciled.holds ? "reconciled" : "NOT RECONCILED"}: ${reconciled.text}`;
  return {
    stdout: `\nscenario ${scenario}\n${lines.join("\n")}\n${verdict}\n`,
    [__ENV.SUMMARY_FILE ?? "load-summary.json"]: JSON.stringify(
      { scenario, reconciled, metrics: data.metrics },
      null,
      2,
    ),
  };
}
