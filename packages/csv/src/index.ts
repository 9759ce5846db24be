export { type Cell, csvLine, type Separator } from "./csv-line.js";
export { guardFormulas } from "./guard-formulas.js";
