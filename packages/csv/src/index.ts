export { type Cell, csvLine } from "./csv-line.js";
export { guardFormulas } from "./guard-formulas.js";
