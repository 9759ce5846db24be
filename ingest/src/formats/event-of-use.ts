import { limits, tidyName, type UsageEvent, wordsPattern } from "@ecomind/contract";
import { RankedEvent } from "./ranked-event.js";
import { standingOf, type Use } from "./use.js";

/** What most names are made of, found faster than by the contract's pattern. */
const plain = /^[\x21-\x7e]{1,64}$/;
const words = new RegExp(wordsPattern(limits.nameWords), "u");

/** A person's name, when the contract takes it; the one field of whom a stand-in takes the place. */
function nameOf(text: string | undefined): string | undefined {
  if (text === undefined || plain.test(text)) return text;
  const tidy = tidyName(text);
  return [...tidy].length <= limits.userIdLength && words.test(tidy) ? tidy : undefined;
}

/**
 * A use as the contract has it. What the contract does not take of the optional fields it leaves out.
 * @param person whose it is when the sender names nobody, or may not
 * @param namesOthers whether the sender may name a person
 */
export function eventOfUse(use: Use, person: string, namesOthers: boolean): RankedEvent {
  const { tokensIn, tokensCached, tokensOut } = use.usage;
  const { team, region, labels, responseId, requests, revision } = use;
  const event: UsageEvent = {
    id: use.id,
    ts: new Date(use.tsMs).toISOString(),
    user_id: (namesOthers ? nameOf(use.user) : undefined) ?? person,
    ...(team === undefined ? undefined : { team }),
    provider: use.provider,
    model: use.model,
    ...(tokensIn === undefined ? undefined : { tokens_in: tokensIn }),
    ...(tokensCached === undefined ? undefined : { tokens_cached: tokensCached }),
    ...(tokensOut === undefined ? undefined : { tokens_out: tokensOut }),
    ...(region === undefined ? undefined : { region }),
    source: use.source,
    labels,
    ...(responseId === undefined ? undefined : { response_id: responseId }),
    ...(revision === undefined ? undefined : { revision }),
    ...(requests === undefined || requests < 2 ? undefined : { requests }),
  };
  return new RankedEvent(event, responseId === undefined ? 0 : standingOf(use));
}
