import { defineConfig } from "vitest/config";

/** The quick suite: every package's `test/` folder, against the TypeScript sources. Slow properties live in `tests/`. */
export default defineConfig({
  resolve: { conditions: ["ecomind-source"] },
  ssr: { resolve: { conditions: ["ecomind-source"], externalConditions: ["ecomind-source"] } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "{clickhouse,ingest,stream,query,jobs,dashboards,ext-chrome,loadtest,standalone}/test/**/*.test.ts",
      "tests/{attacks,broker,docs,e2e,faults,imports,mutants,observability,slow}/**/*.test.ts",
      "tests/{operations,sdk-types,sql-clients,terraform}/**/*.test.ts",
    ],
    globalSetup: ["tests/broker/shared-broker.setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
