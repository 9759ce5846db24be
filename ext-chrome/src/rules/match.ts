import type { RulePack, RulePacks } from "./rule-pack.js";

/** What a request on a path of a rule pack may be. */
export type PathKind = "prompt" | "add" | "replay" | "never";

export interface PathMatch {
  readonly pack: RulePack;
  readonly kind: PathKind;
}

/** Source of the regular expression of a path template: `*` within a segment, `**` any rest. Linear in the path. */
export function pathSource(template: string): string {
  const parts = template.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return `^${parts.join("")}$`;
}

interface CompiledPack {
  readonly pack: RulePack;
  readonly paths: readonly { readonly pattern: RegExp; readonly kind: PathKind; readonly method: string | undefined }[];
  readonly sockets: readonly RegExp[];
}

/** The kinds of a pack's paths, the decisive one first. */
export function pathKinds(pack: RulePack): (readonly [source: string, kind: PathKind])[] {
  return [
    ...pack.prompts.map(({ path }) => [pathSource(path), "prompt"] as const),
    ...pack.continues.map(({ path, bytes }) => [pathSource(path), bytes] as const),
    ...pack.never.map((path) => [pathSource(path), "never"] as const),
  ];
}

/** Rule packs made ready to look up requests. */
export class RuleBook {
  readonly version: number;
  readonly packs: RulePacks;
  readonly #byHost = new Map<string, CompiledPack[]>();
  readonly #byId: ReadonlyMap<string, RulePack>;

  constructor(packs: RulePacks) {
    this.packs = packs;
    this.version = packs.version;
    this.#byId = new Map(packs.packs.map((pack) => [pack.id, pack]));
    for (const pack of packs.packs) {
      const compiled = {
        pack,
        paths: pathKinds(pack).map(([source, kind], index) => ({
          pattern: new RegExp(source),
          kind,
          method: pack.prompts[index]?.method,
        })),
        sockets: pack.sockets.map((path) => new RegExp(pathSource(path))),
      };
      for (const host of pack.hosts) this.#byHost.set(host, [...(this.#byHost.get(host) ?? []), compiled]);
    }
  }

  pack(id: string): RulePack | undefined {
    return this.#byId.get(id);
  }

  /** What a request is; undefined when no rule speaks of it. A prompt's path under another method never counts. */
  classify(method: string, url: URL): PathMatch | undefined {
    let known: PathMatch | undefined;
    for (const { pack, paths } of this.#byHost.get(url.hostname) ?? [])
      for (const rule of paths) {
        if (!rule.pattern.test(url.pathname)) continue;
        if (rule.method === undefined || rule.method === method) return { pack, kind: rule.kind };
        known ??= { pack, kind: "never" };
      }
    return known;
  }

  /** The pack whose prompts travel in this WebSocket. */
  socket(url: URL): RulePack | undefined {
    const packs = this.#byHost.get(url.hostname) ?? [];
    return packs.find(({ sockets }) => sockets.some((pattern) => pattern.test(url.pathname)))?.pack;
  }

  /** Packs whose pages are on a host. */
  packsOfPage(host: string): RulePack[] {
    return this.packs.packs.filter(({ pages }) => pages.includes(host));
  }
}
