import { System } from "ecomind/testing";
import { expect, test } from "vitest";
import { AtWork } from "../../gamedays/at-work.js";
import { followRunbooks } from "../../gamedays/follow-runbooks.js";
import { commandsOf } from "../../gamedays/runbook-commands.js";
import { scenarios } from "../../gamedays/scenarios.js";

test.each(
  scenarios,
)("$name: the runbooks' commands run while it is broken, and when it is mended", async (scenario) => {
  const system = await System.create();
  try {
    await system.start();
    await followRunbooks(system, scenario);
  } finally {
    await system.dispose();
  }
}, 300_000);

test.each(["disk-full.md", "too-many-parts.md", "query-slow.md"])("%s: its commands run", async (runbook) => {
  const system = await System.create();
  await system.start();
  const place = new AtWork(system);
  try {
    for (const { line, text } of commandsOf(runbook)) {
      const { status, output } = await place.run(text);
      expect(status, `${runbook}:${line}: ${output}`).toBe(0);
    }
  } finally {
    place.dispose();
    await system.dispose();
  }
}, 120_000);
