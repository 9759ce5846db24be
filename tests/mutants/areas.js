/**
 * What is mutated, and the tests that must notice: those among `tests` that import the source, directly or not.
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
    tests: /^ingest\/test\/.*\.test\.ts$/,
  },
  {
    name: "stream",
    sources: /^stream\/src\/(?!main|index|config|AppLayer|metrics)[\w/-]+\.ts$/,
    tests: /^stream\/test\/.*\.test\.ts$/,
  },
  {
    name: "query",
    sources:
      /^query\/src\/(privacy\/[\w-]+|usage\/(period|spans|dimensions|cells|rows|measures|factor-spans|cell-footprint))\.ts$/,
    tests: /^query\/test\/(privacy|usage|http)\/.*\.test\.ts$/,
  },
  {
    name: "footprint",
    sources:
      /^packages\/footprint\/src\/(?!generated|index|factor-set-data|names\/first-|regions|providers)[\w/-]+\.ts$/,
    tests: /^packages\/footprint\/test\/.*\.test\.ts$/,
  },
];
