import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeSessions } from "./make-sessions.js";

/** How long `ecomind usage` takes over many session files: first run, second run, and after one session grew. */
const { values } = parseArgs({ options: { mib: { type: "string", default: "1024" } } });
const command = fileURLToPath(new URL("../../../standalone/bin/ecomind.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ecomind-bench-usage-"));
const home = join(folder, "home");

/** One run as a person's: its own process. @returns {{ seconds: number, resources: NodeJS.ResourceUsage, report: any }} */
function run() {
  const began = performance.now();
  const script = `process.on("exit",()=>require("node:fs").writeFileSync(3,JSON.stringify(process.resourceUsage())));`;
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,import{createRequire}from"node:module";const require=createRequire("/");${encodeURIComponent(script)}`,
      command,
      "usage",
      "--home",
      home,
      "--json",
    ],
    {
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    },
  );
  if (status !== 0) throw new Error(stderr.toString());
  return {
    seconds: (performance.now() - began) / 1_000,
    resources: JSON.parse(output[3].toString()),
    report: JSON.parse(stdout.toString()),
  };
}

/** The floor: reading all the bytes and nothing else. */
function readAll() {
  const began = performance.now();
  let bytes = 0;
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) visit(join(path, entry.name));
      else bytes += readFileSync(join(path, entry.name)).length;
  };
  visit(home);
  return { bytes, seconds: (performance.now() - began) / 1_000 };
}

try {
  const made = makeSessions(home, Number(values.mib) * 2 ** 20);
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
  );
  console.log(`${made.files} session files, ${Math.round(made.bytes / 2 ** 20)} MiB, ${made.answers} answers`);
  console.log(`reading the bytes alone: ${readAll().seconds.toFixed(2)} s`);
  const show = (name, { seconds, resources: { maxRSS, userCPUTime, systemCPUTime }, report }) => {
    const { responses } = report.last_30_days;
    const cpu = (userCPUTime + systemCPUTime) / 1e6;
    const memory = Math.round(maxRSS / 1_024);
    console.log(
      `${name}: ${seconds.toFixed(2)} s, of CPU ${cpu.toFixed(2)} s, ${memory} MiB at most, ${responses} answers`,
    );
    return responses;
  };
  const first = show("first run", run());
  if (first !== made.answers) throw new Error(`${first} answers counted of ${made.answers}`);
  for (let round = 0; round < 3; round += 1) show("second run", run());
  const project = join(home, ".claude", "projects", "-home-mika-project-0");
  const file = join(project, readdirSync(project)[0]);
  appendFileSync(
    file,
    readFileSync(file, "utf8")
      .split("\n")
      .find((line) => line.includes("stop_reason"))
      .replace(/"id":"[^"]*"/, '"id":"msg_new"')
      .concat("\n"),
  );
  if (show("after a session grew", run()) !== made.answers + 1) throw new Error("the new answer is not counted");
  const cache = join(folder, "cache", "ecomind");
  const size = readdirSync(cache).reduce((sum, name) => sum + statSync(join(cache, name)).size, 0);
  console.log(`index: ${(size / 2 ** 20).toFixed(1)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
