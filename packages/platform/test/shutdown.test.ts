import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { createLogger } from "../src/logging.js";
import { Shutdown } from "../src/shutdown.js";

function fixture(deadlineMs = 5_000) {
  const lines: string[] = [];
  const statuses: number[] = [];
  const logger = createLogger({ service: "test", destination: { write: (line: string) => void lines.push(line) } });
  const shutdown = new Shutdown({ logger, deadlineMs, exit: (status) => void statuses.push(status) });
  return { shutdown, statuses, lines };
}

test("steps run in reverse order, each once, and the status is 0", async () => {
  const { shutdown, statuses } = fixture();
  const ran: string[] = [];
  shutdown.register("store", () => void ran.push("store"));
  shutdown.register("server", async () => void ran.push("server"));
  await Promise.all([shutdown.run("SIGTERM"), shutdown.run("SIGINT")]);
  expect(ran).toEqual(["server", "store"]);
  expect(statuses).toEqual([0]);
});

test("a step that fails is logged, the others still run, and the status is 1", async () => {
  const { shutdown, statuses, lines } = fixture();
  const ran: string[] = [];
  shutdown.register("store", () => void ran.push("store"));
  shutdown.register("server", () => {
    throw new Error("port is stuck");
  });
  await shutdown.run("SIGTERM");
  expect(ran).toEqual(["store"]);
  expect(statuses).toEqual([1]);
  expect(lines.join("")).toContain("port is stuck");
});

test("past the deadline the process ends with status 1", async () => {
  const { shutdown, statuses } = fixture(20);
  const release = new EventEmitter();
  shutdown.register("server", async () => void (await once(release, "now")));
  const run = shutdown.run("SIGTERM");
  while (statuses.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(statuses).toEqual([1]);
  release.emit("now");
  await run;
});
