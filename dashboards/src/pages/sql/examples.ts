import type { SavedQuery } from "../../api/answers.js";

/** Statements to begin with; footprints come from the views `footprint_…`, in kWh, kg and litres. */
export const examples: readonly SavedQuery[] = [
  {
    name: "Requests by day",
    query: "SELECT toDate(bucket) AS day, sum(requests) AS requests\nFROM usage_model_15m\nGROUP BY day\nORDER BY day",
  },
  {
    name: "Tokens by model",
    query:
      "SELECT model, sum(tokens_out) AS tokens_out, sum(requests) AS requests\nFROM usage_model_15m\nGROUP BY model\nORDER BY tokens_out DESC\nLIMIT 20",
  },
  {
    name: "Energy and CO2e by day",
    query:
      "SELECT toDate(bucket) AS day, round(sum(kwh_facility_central), 3) AS kwh, round(sum(kgco2e_lb_central), 3) AS kg_co2e\nFROM footprint_model_15m\nGROUP BY day\nORDER BY day",
  },
  {
    name: "Energy of each model, with its range",
    query:
      "SELECT model, round(sum(kwh_facility_low), 3) AS low, round(sum(kwh_facility_central), 3) AS central, round(sum(kwh_facility_high), 3) AS high\nFROM footprint_model_15m\nGROUP BY model\nORDER BY central DESC\nLIMIT 20",
  },
  {
    name: "Busiest hours",
    query:
      "SELECT toString(toHour(bucket)) AS hour, sum(requests) AS requests\nFROM usage_model_15m\nGROUP BY hour\nORDER BY toUInt8(hour)",
  },
];
