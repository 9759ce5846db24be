import { mergeConfig } from "vitest/config";
import quick from "./vitest.config.js";

/** `npm run test:slow`: the properties that take a minute or more each, one file at a time. */
const config = mergeConfig(quick, { test: { maxWorkers: 1 } });
config.test.include = ["**/test/**/*.slow.ts", "tests/**/*.slow.ts"];
export default config;
