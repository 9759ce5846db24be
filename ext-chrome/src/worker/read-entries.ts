import type { PageSighting } from "../detection/sightings.js";
import type { EntryReport } from "../page/read-entry.js";
import type { PathKind } from "../rules/match.js";

const kinds: ReadonlySet<string> = new Set<PathKind | "stale">(["prompt", "add", "replay", "never", "stale"]);
const mostEntries = 100;

function isReport(value: unknown): value is EntryReport {
  const { pack, kind, path, contentType, ...numbers } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof pack === "string" &&
    pack.length <= 64 &&
    typeof kind === "string" &&
    kinds.has(kind) &&
    typeof path === "string" &&
    /^[a-z0-9]{1,7}$/.test(path) &&
    typeof contentType === "string" &&
    /^[a-z0-9/.+-]{0,100}$/i.test(contentType) &&
    ["at", "startMs", "endMs", "status", "encodedBytes", "decodedBytes"].every((name) =>
      Number.isSafeInteger(numbers[name]),
    )
  );
}

/** What a page reports, as far as it has the form that this extension's own script sends; a page's process may be hostile. */
export function readEntries(
  entries: unknown,
  document: string,
  tab: number,
): { readonly pages: readonly PageSighting[]; readonly stale: readonly string[] } {
  const reports = Array.isArray(entries) ? entries.slice(0, mostEntries).filter(isReport) : [];
  const pages = reports
    .filter(({ kind }) => kind !== "stale")
    .map(({ at, pack, kind, path, startMs, endMs, status, encodedBytes, decodedBytes, contentType }) => ({
      key: `${document} ${at}`,
      ...{ pack, kind: kind as PathKind, path, tab, document, startMs, endMs, status },
      ...{ encodedBytes, decodedBytes, contentType },
    }));
  return { pages, stale: reports.filter(({ kind }) => kind === "stale").map(({ pack }) => pack) };
}
