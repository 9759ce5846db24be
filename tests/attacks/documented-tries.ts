import { readFileSync } from "node:fs";

/** A row of the table in `docs/threat-model.md`. */
export interface DocumentedTries {
  /** File of the test, in this folder. */
  readonly file: string;
  /** How many tries it makes; undefined: the row counts something that grows with the engine. */
  readonly tries: number | undefined;
}

const row = /^\| \[`([\w-]+\.(?:test|slow)\.ts)`\]\([^)]+\) \|[^|]*\| ([\d,]+|generated) \|/gm;

/** What the threat model says was tried: its tests compare it with what they try. */
export function documentedTries(): readonly DocumentedTries[] {
  const page = readFileSync(new URL("../../docs/threat-model.md", import.meta.url), "utf8");
  return [...page.matchAll(row)].map(([, file = "", tries = ""]) => ({
    file,
    tries: tries === "generated" ? undefined : Number(tries.replaceAll(",", "")),
  }));
}

/** @returns the number of tries that the threat model has for a test @throws Error when it has none */
export function triesOf(file: string): number | undefined {
  const found = documentedTries().find((one) => one.file === file);
  if (found === undefined) throw new Error(`docs/threat-model.md has no row for ${file}`);
  return found.tries;
}
