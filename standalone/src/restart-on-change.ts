import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

/** The compiler writes a folder's files within this time, in milliseconds; one restart serves them all. */
const settleMs = 100;

const packagesOfAll = ["contract", "event-log", "footprint", "platform", "accounts", "zoned-time"];

/** The compiled folder of a workspace. */
const compiled = (workspace: string): string => fileURLToPath(new URL(`../../${workspace}/dist`, import.meta.url));

interface Restartable {
  restart(): void;
}

/**
 * Restarts services when the compiler has written their code: a service for its own folder, all but the engine for a
 * package or the store's client, and the engine for its own process's folder.
 * @returns what ends the watching
 */
export function restartOnChange(
  children: Readonly<Record<"clickhouse" | "ingest" | "stream" | "query" | "jobs" | "canary", Restartable>>,
): () => void {
  const { clickhouse, ...services } = children;
  const all = Object.values(services);
  const concerned: [string, readonly Restartable[]][] = [
    ...Object.entries(services).map(([name, child]): [string, Restartable[]] => [name, [child]]),
    ...packagesOfAll.map((name): [string, Restartable[]] => [`packages/${name}`, all]),
    ["clickhouse", [...all, clickhouse]],
  ];
  const waiting = new Set<Restartable>();
  let timer: NodeJS.Timeout | undefined;
  const restartWaiting = () => {
    for (const child of waiting) child.restart();
    waiting.clear();
  };
  const watchers = concerned.map(([workspace, affected]) =>
    watch(compiled(workspace), { recursive: true }, (_, file) => {
      if (!file?.endsWith(".js")) return;
      for (const child of affected) if (child !== clickhouse || file.startsWith("embedded")) waiting.add(child);
      clearTimeout(timer);
      timer = setTimeout(restartWaiting, settleMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
