import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDashboards } from "./build.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** An editor writes a file in several steps, in milliseconds; one build serves them all. */
const settleMs = 30;

/**
 * Builds the dashboards for development, and again after each change of their sources; the query service reads them
 * from there. A build that fails is printed, and the last good one stays.
 * @returns {Promise<() => void>} ends the watching
 */
export async function watchDashboards() {
  let building = false;
  let again = false;
  const build = async () => {
    again = building;
    if (building) return;
    building = true;
    const beganMs = performance.now();
    try {
      await buildDashboards(join(root, "dist"), { development: true });
      process.stderr.write(`dashboards built in ${Math.round(performance.now() - beganMs)} ms\n`);
    } catch (error) {
      process.stderr.write(`dashboards not built: ${error instanceof Error ? error.message : error}\n`);
    }
    building = false;
    if (again) await build();
  };
  await build();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const watcher = watch(join(root, "src"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(build, settleMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
