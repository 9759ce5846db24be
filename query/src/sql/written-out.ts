import { Refused } from "./judging.js";
import { isPattern, isSearch } from "./search-cost.js";
import type { FunctionNode, Literals, TreeNode } from "./syntax-tree.js";
import { counted, gathered, isGathering, mostOfFixedString } from "./value-lengths.js";

const mostPatternBytes = 400;
export const mostGathered = 100_000;
/** Take the name of a type: the place of that, from the end where it is negative. */
const typed: Readonly<Record<string, number>> = {
  cast: 1,
  _cast: 1,
  accuratecast: 1,
  accuratecastornull: 1,
  accuratecastordefault: 1,
  reinterpret: 1,
  dynamicelement: 1,
  jsonextract: -1,
  jsonextractcaseinsensitive: -1,
  jsonextractkeysandvalues: -1,
  jsonextractkeysandvaluescaseinsensitive: -1,
};
const mostTypeCharacters = 400;
/** Its values are as long as it says, however short what they are made of. */
const fixedString = /FixedString\W{1,4}(\d+)/gi;

/**
 * Sees to it that what nobody could bound otherwise is written out or a parameter: numbers, patterns, types.
 * @throws Refused
 */
export function requireWritten({ name, shown, args, parameters }: FunctionNode, literals: Literals): void {
  const literalsOf = (node: TreeNode) => literals.of(node);
  if (isSearch(name)) {
    const searched = args.filter((_, place) => isPattern(name, place)).map(literalsOf);
    if (searched.some((texts) => texts === undefined))
      throw new Refused(`What ${shown} searches for must be written out or be a parameter.`);
    if (searched.some((texts = []) => texts.reduce((sum, text) => sum + text.length, 0) > mostPatternBytes))
      throw new Refused(`What ${shown} searches for is longer than ${mostPatternBytes} bytes.`);
  }
  const ofType = typed[name];
  const type = ofType === undefined ? undefined : args.at(ofType);
  if (type !== undefined) {
    const text = args.length < 2 ? "" : literalsOf(type)?.join("");
    if (text === undefined) throw new Refused(`The type of ${shown} must be written out or be a parameter.`);
    if (text.length > mostTypeCharacters)
      throw new Refused(`The type of ${shown} is longer than ${mostTypeCharacters} characters.`);
    for (const [, length] of text.matchAll(fixedString))
      if (Number(length) > mostOfFixedString)
        throw new Refused(`A FixedString has at most ${mostOfFixedString} bytes here.`);
  }
  if (name === "tofixedstring" && !(Math.abs(literals.numberOf(args[1]) ?? Infinity) <= mostOfFixedString))
    throw new Refused(`A FixedString has at most ${mostOfFixedString} bytes here.`);
  const place = counted[name];
  if (place !== undefined && literals.numberOf(args[place]) === undefined)
    throw new Refused(`The length that ${shown} makes must be a number that is written out or a parameter.`);
  if ((name === "format" || name === "printf") && (args[0] === undefined || literalsOf(args[0]) === undefined))
    throw new Refused(`The format of ${shown} must be written out or be a parameter.`);
  if (!isGathering(name)) return;
  const most = gathered(
    name,
    parameters.map((node) => ({ number: literals.numberOf(node) })),
  );
  if (most === undefined || !(Math.abs(most) <= mostGathered))
    throw new Refused(
      `${shown} needs its limit of at most ${mostGathered} values: ${shown}(1000)(…); groupConcat(', ', 1000)(…).`,
    );
}
