import { limits, namePattern, type UsageEvent } from "@ecomind/contract";
import type { Use } from "./use.js";

/** What most names are made of, found faster than by the contract's pattern. */
const plain = /^[\x21-\x7e]{1,64}$/;
const user = new RegExp(namePattern(limits.userIdLength), "u");
const short = new RegExp(namePattern(limits.teamLength), "u");
const region = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/;
const provider = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** An optional text that the contract does not take is left out: it never costs a use. */
const usable = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && (plain.test(text) || pattern.test(text)) ? text : undefined;

const slug = (name: string): string =>
  provider.test(name)
    ? name
    : name
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, "-")
        .replace(/^[^a-z0-9]+/, "")
        .slice(0, limits.providerLength) || "unknown";

function labelsOf(labels: Use["labels"]): Readonly<Record<string, string>> | undefined {
  let kept: Record<string, string> | undefined;
  for (const name in labels) {
    const value = usable(labels[name], short);
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept;
}

/**
 * A use as the contract has it.
 * @param person whose it is when the sender names nobody, or may not
 * @param namesOthers whether the sender may name a person
 */
export function eventOfUse(use: Use, person: string, namesOthers: boolean): UsageEvent {
  const { tokensIn, tokensCached, tokensOut } = use.usage;
  const team = usable(use.team, short);
  const labels = labelsOf(use.labels);
  return {
    id: use.id,
    ts: new Date(use.tsMs).toISOString(),
    user_id: (namesOthers ? usable(use.user, user) : undefined) ?? person,
    ...(team === undefined ? undefined : { team }),
    provider: slug(use.provider),
    model: use.model,
    ...(tokensIn === undefined ? undefined : { tokens_in: tokensIn }),
    ...(tokensCached === undefined ? undefined : { tokens_cached: tokensCached }),
    ...(tokensOut === undefined ? undefined : { tokens_out: tokensOut }),
    ...(use.region !== undefined && region.test(use.region) ? { region: use.region } : undefined),
    source: use.source,
    ...(labels === undefined ? undefined : { labels }),
  };
}
