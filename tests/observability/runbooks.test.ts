import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadSlo, ruleGroups } from "@ecomind/observability";
import { eventually, System } from "ecomind/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AtWork } from "../gamedays/at-work.js";
import { followRunbooks } from "../gamedays/follow-runbooks.js";
import { projectRoot } from "../gamedays/project-root.js";
import { commandsOf } from "../gamedays/runbook-commands.js";
import { scenarioOf, scenarios } from "../gamedays/scenarios.js";

/** The short version of `npm run test:runbooks`: two scenarios, on one system. */
const here = ["edge-stopped", "log-lock-held"];

let system: System;
beforeAll(async () => {
  system = await System.create();
  await system.start();
});
afterAll(() => system.dispose());

const alertNames = new Set(ruleGroups(loadSlo()).flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])));

test("scenarios name alerts and runbooks that are there", () => {
  const pages = readdirSync(join(projectRoot, "docs/runbooks"));
  for (const { name, alerts, runbooks } of scenarios) {
    for (const alert of alerts) expect(alertNames, name).toContain(alert);
    for (const runbook of runbooks) {
      expect(pages, name).toContain(runbook);
      expect(commandsOf(runbook).length, runbook).toBeGreaterThan(0);
    }
  }
});

test("`ecomind metrics` tells what every service has, or only what a pattern fits", async () => {
  const place = new AtWork(system);
  try {
    const all = await eventually(
      () => place.run("npx ecomind metrics"),
      ({ status }) => status === 0,
    );
    for (const job of ["ingest", "stream", "query", "jobs"]) expect(all.output).toContain(`# ecomind-${job} at `);
    expect(all.output).toMatch(/^ingest_log_available 1$/m);
    expect(all.output).not.toContain("process_cpu");
    const some = await place.run("npx ecomind metrics ^stream_batches --json");
    expect(JSON.parse(some.output)).toContainEqual(
      expect.objectContaining({ job: "ecomind-stream", series: [expect.stringMatching(/^stream_batches_total \d+$/)] }),
    );
    expect((await place.run("npx ecomind metrics '('")).status).toBe(2);
    expect((await place.run("npx ecomind metrics --data nowhere")).status).toBe(2);
  } finally {
    place.dispose();
  }
});

test.each(here)("%s: the runbooks' commands run while it is broken, and when it is mended", async (name) => {
  await followRunbooks(system, scenarioOf(name));
}, 120_000);
