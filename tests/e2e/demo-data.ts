import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { eventually, type System } from "ecomind/testing";

const run = promisify(execFile);

/**
 * Posts the invented company's month through the edge, and waits until the store has each of its events.
 * @param before events that the system was sent already
 */
export async function postDemo(system: System, before = 0): Promise<void> {
  const { stdout } = await run(process.execPath, ["standalone/bin/ecomind.js", "demo", "--json"], { env: system.env });
  const posted = (JSON.parse(stdout) as { events: number }).events + before;
  await eventually(
    async () => Number(await system.sql("SELECT count() FROM events")),
    (stored) => stored === posted,
    60_000,
  );
}
