import { mergeConfig } from "vitest/config";
import quick from "./vitest.config.js";

/** `npm run test:terraform`: each module validated, tested and applied to AWS's API in memory. Takes about ten minutes. */
const config = mergeConfig(quick, { test: { maxWorkers: 1 } });
config.test.include = ["tests/terraform/**/*.{test,slow}.ts"];
config.test.globalSetup = [];
export default config;
