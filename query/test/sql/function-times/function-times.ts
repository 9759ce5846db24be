import type { FunctionCall } from "./function-calls.js";

/** Runs a statement. @returns milliseconds that the engine computed; undefined where it refused it */
export type Timed = (statement: string) => Promise<number | undefined>;

export interface SlowCall {
  readonly name: string;
  /** The statement, and what it took. */
  readonly statement: string;
  readonly ms: number;
  /** How often longer than with half the length; infinite: it did not end. */
  readonly factor: number;
}

/** Lengths at which a call is timed at first, and what is quick enough there in milliseconds, whatever it grows by. */
const looks = [
  { n: 16_384, quickMs: 40 },
  { n: 65_536, quickMs: 100 },
] as const;
/** A suspect is timed with longer values until it takes so long that nothing else the machine does looks like it. */
const surelyMs = 400;
const longest = 1_048_576;
/** Time by the square grows 4 times for twice the length, by n log n 2.2 times. */
const superlinear = 3;

/**
 * Looks for values of which a call takes time faster than their length grows: what is not quick is timed with longer
 * values, and at twice and once the length in turns.
 */
export async function slowCall({ name, statements }: FunctionCall, timed: Timed): Promise<SlowCall | undefined> {
  for (let choice = 0; choice < statements(looks[0].n).length; choice += 1) {
    const statement = (n: number): string => statements(n)[choice] as string;
    const at = async (n: number): Promise<number> => (await timed(statement(n))) ?? 0;
    let suspect: number | undefined;
    for (const { n, quickMs } of looks) {
      if ((await at(n)) < quickMs) continue;
      suspect = n;
      break;
    }
    if (suspect === undefined) continue;
    let n = suspect;
    while (n < longest && (await at(n)) < surelyMs) n *= 2;
    // The shortest of two: whatever else the machine does only adds.
    const half = [await at(n / 2)];
    const whole = [await at(n)];
    if ((whole[0] as number) / (half[0] as number) > superlinear) {
      half.push(await at(n / 2));
      whole.push(await at(n));
    }
    const ms = Math.min(...whole);
    const factor = ms / Math.max(1, Math.min(...half));
    if (ms > surelyMs && factor > superlinear) return { name, statement: statement(n), ms, factor };
  }
  return undefined;
}
