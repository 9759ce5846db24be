import { readdirSync, readFileSync } from "node:fs";
import { encodeOtlp } from "../../../ingest/test/formats/encode-otlp.js";

export type Signal = "traces" | "logs" | "metrics";

export interface Body {
  readonly signal: Signal;
  readonly protobuf: boolean;
  readonly bytes: Buffer;
}

const folder = new URL("../../../ingest/test/fixtures/otlp/", import.meta.url);

/** Captured bodies, each in both forms. */
export const seeds: readonly Body[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json") && !name.startsWith("litellm"))
  .flatMap((name) => {
    const { path, body } = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    const signal = path.slice(path.lastIndexOf("/") + 1) as Signal;
    return [
      { signal, protobuf: false, bytes: Buffer.from(JSON.stringify(body)) },
      { signal, protobuf: true, bytes: encodeOtlp(signal, body) },
    ];
  });

/** Numbers from a seed, so that a finding can be had again (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tokens = [
  "null",
  "{}",
  "[]",
  "[[]]",
  '""',
  "-1",
  "1e309",
  '"NaN"',
  "18446744073709551615",
  "true",
  '{"intValue":{}}',
  '"\\ud800"',
];

/** A body changed in some places: bytes flipped, cut out, doubled; in JSON also values put in place of others. */
export function mutate({ signal, protobuf, bytes }: Body, random: () => number): Body {
  const below = (most: number) => Math.floor(random() * most);
  let changed = Buffer.from(bytes);
  for (let times = 1 + below(6); times > 0; times -= 1) {
    const at = below(changed.length + 1);
    const kind = below(protobuf ? 5 : 6);
    if (kind === 0 && changed.length > 0) changed[Math.min(at, changed.length - 1)] = below(256);
    else if (kind === 1) changed = changed.subarray(0, at);
    else if (kind === 2) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1 + below(40))]);
    else if (kind === 3) {
      const piece = changed.subarray(at, at + below(200));
      changed = Buffer.concat([changed.subarray(0, at), piece, piece, changed.subarray(at)]);
    } else if (kind === 4)
      changed = Buffer.concat([
        changed.subarray(0, at),
        Buffer.from(Array.from({ length: 1 + below(12) }, () => below(256))),
        changed.subarray(at),
      ]);
    else {
      const text = changed.toString("latin1");
      const values = [...text.matchAll(/:("[^"]*"|\d+|\{|\[)/g)];
      const value = values[below(values.length)];
      if (value !== undefined)
        changed = Buffer.from(
          `${text.slice(0, value.index)}:${tokens[below(tokens.length)]}${text.slice(value.index + value[0].length)}`,
          "latin1",
        );
    }
  }
  return { signal, protobuf, bytes: changed };
}
