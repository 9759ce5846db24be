import { mergeConfig } from "vitest/config";
import { closure, importGraph } from "./tests/imports/import-graph.js";
import quick from "./vitest.config.js";

/** Whoever imports one of these starts a process, a server or a browser, or waits for one. */
const realParts =
  /^(node:(child_process|http2?|https|net|tls|cluster|worker_threads)|playwright-core|@ecomind\/(clickhouse|event-log|tests|stream)\/.*|lmdb|chdb)$/;

/** `npm run test:unit`: the quick suite's tests that start nothing, known by what they import. */
const graph = importGraph();
const isPure = (path: string): boolean =>
  [...closure(graph, path)].every((file) => !graph.get(file)?.packages.some((name) => realParts.test(name)));

const config = mergeConfig(quick, { test: { globalSetup: [] } });
config.test.include = [...graph.keys()].filter((path) => path.endsWith(".test.ts") && isPure(path));
config.test.globalSetup = [];
export default config;
