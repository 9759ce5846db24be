import { eventually, type System } from "ecomind/testing";
import { expect } from "vitest";
import { AtWork } from "./at-work.js";
import { commandsOf } from "./runbook-commands.js";
import type { Scenario } from "./scenarios.js";
import { SteadyClient } from "./steady-client.js";

/** Breaks a system, waits until that shows, follows the runbooks, mends it, and follows them to their end. */
export async function followRunbooks(system: System, scenario: Scenario): Promise<void> {
  const place = new AtWork(system);
  // Some faults show only when somebody sends.
  const client = new SteadyClient(system, 2);
  const follow = async (when: "broken" | "after") => {
    for (const { runbook, line, text } of scenario.runbooks
      .flatMap(commandsOf)
      .filter((command) => command.when === when)) {
      const { status, output } = await place.run(text);
      expect(status, `${runbook}:${line} while ${when} (${scenario.name}): ${output}`).toBe(0);
    }
  };
  const shown = async () => (await place.run("npx ecomind metrics || true")).output;
  try {
    const mend = await scenario.breaks(system);
    try {
      await eventually(shown, (output) => new RegExp(scenario.shows).test(output), 60_000);
      await follow("broken");
    } finally {
      await mend();
    }
    await eventually(
      async () =>
        (
          await system.post("/v1/ingest", {
            user_id: "u",
            provider: "openai",
            model: "gpt-4o",
            tokens_in: 1,
            ts: new Date().toISOString(),
          })
        ).status,
      (status) => status === 202,
      60_000,
    );
    await eventually(shown, (output) => !/does not answer|_available 0/.test(output), 60_000);
    await follow("after");
  } finally {
    await client.stop();
    place.dispose();
  }
}
