import type { RulePacks } from "./rules/rule-pack.js";

/** `managed`: installed by an administrator, everything granted. `store`: a person grants each provider. */
export type BuildKind = "managed" | "store";

const pattern = (scheme: "https" | "wss") => (host: string) => `${scheme}://${host}/*`;

/**
 * Match patterns of what a build asks for, of one pack. Requests are seen only where both the page's and the request's host
 * are granted; a WebSocket only under its own scheme.
 */
export function hostPatterns(pack: RulePacks["packs"][number]): string[] {
  const hosts = [...new Set([...pack.pages, ...pack.hosts])];
  return [...hosts.map(pattern("https")), ...(pack.sockets.length > 0 ? pack.hosts.map(pattern("wss")) : [])];
}

/** Match patterns of the pages on which a pack's people type. */
export const pagePatterns = (pack: RulePacks["packs"][number]): string[] => pack.pages.map(pattern("https"));

/**
 * The manifest of a build.
 * @param version one to four numbers
 * @param extra of a build for an organisation's own hosting: `key` and `update_url`
 */
export function manifest(
  kind: BuildKind,
  { packs }: RulePacks,
  version: string,
  extra: Readonly<Record<string, string>> = {},
): Readonly<Record<string, unknown>> {
  const hosts = [...new Set(packs.flatMap(hostPatterns))].sort();
  const icons = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/${size}.png`]));
  const permissions = ["storage", "alarms", "webRequest"];
  return {
    manifest_version: 3,
    name: "__MSG_name__",
    short_name: "EcoMind",
    description: "__MSG_description__",
    default_locale: "en",
    version,
    minimum_chrome_version: "120",
    incognito: "not_allowed",
    icons,
    action: { default_popup: "popup.html", default_title: "EcoMind", default_icon: icons },
    options_ui: { page: "options.html", open_in_tab: true },
    background: { service_worker: "worker.js", type: "module" },
    content_security_policy: {
      extension_pages:
        "default-src 'self'; connect-src https: http:; object-src 'none'; base-uri 'none'; form-action 'none'",
    },
    storage: { managed_schema: "managed-schema.json" },
    ...(kind === "managed"
      ? {
          permissions,
          host_permissions: hosts,
          content_scripts: [
            {
              matches: [...new Set(packs.flatMap(pagePatterns))].sort(),
              js: ["content.js"],
              run_at: "document_start",
              all_frames: true,
            },
          ],
        }
      : { permissions: [...permissions, "scripting"], optional_host_permissions: hosts }),
    ...extra,
  };
}
