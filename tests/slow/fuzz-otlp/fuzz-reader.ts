import { readOtlp } from "../../../ingest/src/formats/otlp/read-otlp.js";
import { MalformedTelemetry } from "../../../ingest/src/formats/otlp/telemetry.js";
import { mutate, randomOf, seeds } from "./mutated-bodies.js";

export interface FuzzReport {
  readonly read: number;
  readonly refused: number;
  readonly uses: number;
  /** What was thrown beside {@link MalformedTelemetry}, or is no use: with the number of the body. */
  readonly faults: readonly string[];
}

const isCount = (count: number | undefined) => count === undefined || (Number.isSafeInteger(count) && count >= 0);

/** Reads changed bodies. @param seed the same seed makes the same bodies */
export function fuzzReader(bodies: number, seed: number): FuzzReport {
  let [read, refused, uses] = [0, 0, 0];
  const faults: string[] = [];
  for (let number = 0; number < bodies; number += 1) {
    const random = randomOf(seed + number);
    const from = seeds[Math.floor(random() * seeds.length)];
    if (from === undefined) break;
    const body = mutate(from, random);
    try {
      const found = readOtlp(body.signal, body.bytes, body.protobuf).uses;
      read += 1;
      uses += found.length;
      for (const { usage, id, model } of found)
        if (![usage.tokensIn, usage.tokensCached, usage.tokensOut].every(isCount) || id.length !== 36 || model === "")
          faults.push(`${number}: ${JSON.stringify(usage)}`);
    } catch (error) {
      if (error instanceof MalformedTelemetry) refused += 1;
      else faults.push(`${number}: ${String(error)}`);
    }
  }
  return { read, refused, uses, faults };
}
