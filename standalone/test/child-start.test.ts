import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Child } from "../src/child.js";

let folder: string;
let child: Child;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ecomind-child-"));
});
afterEach(async () => {
  await child.stop();
  rmSync(folder, { recursive: true });
});

/** A service whose main module is this code. @param waiting is called while its start is waited for */
function service(code: string, waiting: (seconds: number) => void = () => {}): Child {
  const module = join(folder, "main.mjs");
  writeFileSync(module, code);
  child = new Child({ name: "slow", module, env: {}, logFile: join(folder, "slow.log"), onWaiting: waiting });
  return child;
}

test("a service that works is waited for, and somebody hears of it", async () => {
  const told: number[] = [];
  const go = join(folder, "go");
  const code = `import { existsSync } from "node:fs";
    setInterval(() => {
      process.stdout.write("at work\\n");
      if (existsSync(${JSON.stringify(go)})) process.send({ type: "ready", port: 1 });
    }, 20);
    process.on("message", () => process.exit(0));`;
  const slow = service(code, (seconds) => {
    told.push(seconds);
    if (told.length === 3) writeFileSync(go, "");
  });
  await slow.start({ quietMs: 60_000, mostMs: 600_000, tellMs: 50, lookMs: 10 });
  expect(told.length).toBeGreaterThanOrEqual(3);
});

test("one that shows no sign of work is given up with words", async () => {
  const slow = service("setInterval(() => {}, 1e9); process.on('message', () => process.exit(0));");
  await expect(slow.start({ quietMs: 1_000, mostMs: 600_000, tellMs: 600_000, lookMs: 20 })).rejects.toThrow(
    /^slow did not start: neither ready nor at work for 1 s \(the machine's load is [\d.]+ on \d+ cores\); see .*slow\.log$/,
  );
});

test("one that works and never gets ready is given up as well", async () => {
  const slow = service(
    "setInterval(() => process.stdout.write('x'), 20); process.on('message', () => process.exit(0));",
  );
  await expect(slow.start({ quietMs: 60_000, mostMs: 300, tellMs: 600_000, lookMs: 20 })).rejects.toThrow(
    /^slow did not start: not ready after \d+ s/,
  );
});
