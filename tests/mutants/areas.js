/**
 * What is mutated, and the tests that must notice: those among `tests` that import the source, directly or not. Tests that
 * start an engine or a broker take too long for each of hundreds of mutants; what only they reach is left out.
 * @typedef {object} Area
 * @property {string} name
 * @property {RegExp} sources
 * @property {RegExp} tests
 */

/** @type {readonly Area[]} */
export const areas = [
  {
    name: "ingest",
    sources: /^ingest\/src\/(?!main|index|openapi|workers|config|metrics|uws)[\w/-]+\.ts$/,
    tests: /^ingest\/test\/(formats\/(joins|one-answer|doors)|arriving-bodies|throttled-log|edge|bearer)\.test\.ts$/,
  },
  {
    name: "stream",
    sources: /^stream\/src\/(?!main|index|config|AppLayer|metrics)[\w/-]+\.ts$/,
    tests: /^stream\/test\/(batch|enrich|lag|log-meter)\.test\.ts$/,
  },
  {
    name: "query",
    sources:
      /^query\/src\/(privacy\/[\w-]+|usage\/(period|spans|dimensions|cells|rows|measures|factor-spans|cell-footprint))\.ts$/,
    tests: /^query\/test\/(privacy\/pooled-rows|usage\/(cell-footprint|compared-period|rollup-slices|rows))\.test\.ts$/,
  },
  {
    name: "footprint",
    sources:
      /^packages\/footprint\/src\/(?!generated|index|factor-set-data|names\/first-|regions|providers)[\w/-]+\.ts$/,
    tests: /^packages\/footprint\/test\/.*\.test\.ts$/,
  },
];
