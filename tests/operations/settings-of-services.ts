import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** Where each service's settings are declared: its own, and those of the packages that it starts. */
const declarations = {
  log: ["packages/event-log/src/open-log.ts"],
  ids: ["packages/event-log/src/event-id-secret.ts"],
  tokens: ["packages/accounts/src/jwt-settings.ts"],
  tracing: ["packages/platform/src/tracing.ts"],
};

const sources = {
  ingest: [
    "ingest/src/config.ts",
    ...declarations.log,
    ...declarations.ids,
    ...declarations.tokens,
    ...declarations.tracing,
  ],
  stream: ["stream/src/config.ts", ...declarations.log, ...declarations.ids, ...declarations.tracing],
  query: ["query/src/main.ts", ...declarations.log, ...declarations.tokens, ...declarations.tracing],
  jobs: ["jobs/src/main.ts"],
} as const;

export type Service = keyof typeof sources;
export const services = Object.keys(sources) as readonly Service[];

/** @returns by name whether a setting is a secret */
export function settingsOf(service: Service): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const path of sources[service])
    for (const [, name = "", kind = ""] of read(path).matchAll(/\b([A-Z][A-Z0-9_]+): settings\.(\w+)\(/g))
      found.set(name, /secret/i.test(kind));
  if (found.size === 0) throw new Error(`no settings in ${sources[service].join(", ")}`);
  return found;
}
