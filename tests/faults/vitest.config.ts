import { mergeConfig } from "vitest/config";
import quick from "../../vitest.config.js";

/** `npm run test:faults`: one long run, its progress printed as it goes. */
const config = mergeConfig(quick, { test: { disableConsoleIntercept: true, maxWorkers: 1 } });
config.test.include = ["tests/faults/long-run.ts"];
config.test.globalSetup = [];
export default config;
