import { mergeConfig } from "vitest/config";
import quick from "./vitest.config.js";

/** `npm run test:attacks`: what an attacker would try, the generated tries that take minutes as well. */
const config = mergeConfig(quick, { test: { maxWorkers: 1 } });
config.test.include = ["tests/attacks/**/*.{test,slow}.ts"];
export default config;
