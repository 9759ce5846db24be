import type { FactorSet } from "@ecomind/footprint";

const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** The longest id of a known model that a name holds, between its words: `team7-gpt-4o-prod` holds `gpt-4o`. */
export function suggestedModel({ models }: FactorSet, name: string): string | undefined {
  const words = `-${keyOf(name)}-`;
  let longest: string | undefined;
  for (const { id, provider } of models)
    if (provider !== "*" && id.length > (longest?.length ?? 0) && words.includes(`-${keyOf(id)}-`)) longest = id;
  return longest;
}
