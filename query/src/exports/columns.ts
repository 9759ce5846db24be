import type { ExportColumn } from "./csv.js";

export const textColumn = (name: string): ExportColumn => ({ name, kind: "text", type: "String" });
export const integer = (name: string): ExportColumn => ({ name, kind: "number", type: "UInt64" });
const optionalInteger = (name: string): ExportColumn => ({ name, kind: "number", type: "Nullable(UInt64)" });
export const measured = (name: string): ExportColumn => ({ name, kind: "number", type: "Nullable(Float64)" });

export const eventColumns: readonly ExportColumn[] = [
  ..."ts id user_id team provider model model_reported region region_reported source tokens_basis"
    .split(" ")
    .map(textColumn),
  ...["tokens_in_basis", "tokens_out_basis"].map(textColumn),
  optionalInteger("tokens_in"),
  integer("tokens_cached"),
  optionalInteger("tokens_out"),
  ...["tokens_out_ramp", "requests", "revision"].map(integer),
  ...["service_tier", "energy_boundary"].map(textColumn),
  measured("energy_wh"),
  textColumn("labels"),
];
