#!/usr/bin/env node
import { spawn } from "node:child_process";
import { prepare, root } from "./prepare.js";

/** `npm run dev`: the whole system from sources that are compiled as they change; services restart by themselves. */
prepare();
const { watchDashboards } = await import("../../dashboards/scripts/watch.js");
const compiler = spawn("npx", ["tsc", "-b", "--watch", "--preserveWatchOutput"], {
  cwd: root,
  stdio: ["ignore", 2, 2],
});
const stopDashboards = await watchDashboards();
const { main } = await import("../dist/cli.js");
process.once("exit", () => compiler.kill());
await main(["start", "--watch", ...process.argv.slice(2)]);
stopDashboards();
compiler.kill();
