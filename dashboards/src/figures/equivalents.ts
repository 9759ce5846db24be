import type { Measures } from "../api/answers.js";
import { centralOf, metrics } from "./metrics.js";

/** Heating 1 L of water by 85 K takes 4.186 kJ/(kg K) · 85 K = 0.0988 kWh; at an efficiency of 85 %, 0.116 kWh. */
const kettleKwh = 0.116;
/** UK government conversion factors for company reporting 2022, average petrol car: 0.17048 kg CO2e a km. */
const carKgPerKm = 0.17;
/** EU Ecolabel for tourist accommodation, criterion 14: showers let through at most 8.5 L a minute. */
const showerLPerMinute = 8.5;

export interface Equivalent {
  readonly name: "kettle" | "car" | "shower";
  readonly count: number;
}

/** Central values as things that people know, for scale only. */
export const equivalentsOf = (total: Measures): Equivalent[] => [
  { name: "kettle", count: centralOf(metrics.energy, total) / kettleKwh },
  { name: "car", count: centralOf(metrics.co2e, total) / carKgPerKm },
  { name: "shower", count: centralOf(metrics.water, total) / showerLPerMinute },
];
