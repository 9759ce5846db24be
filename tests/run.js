import { spawnSync } from "node:child_process";
import { prepare, root } from "../standalone/bin/prepare.js";

/** `npm test`: installs and builds what is missing, then checks everything that a change must keep. */
prepare();

const steps = [
  ["Format and lint", "npx", ["biome", "check", "--error-on-warnings", "."]],
  ["Unused files, exports and dependencies", "npx", ["knip", "--no-progress", "--treat-config-hints-as-errors"]],
  ["Types", "npm", ["run", "--silent", "typecheck"]],
  ["Tests", "npx", ["vitest", "run"]],
];

for (const [what, command, args] of steps) {
  process.stdout.write(`\n== ${what}\n`);
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.stdout.write(`\n${what}: failed (${signal ?? status})\n`);
    process.exit(1);
  }
}
