import { describe, expect, test } from "vitest";
import { readOtlp } from "../../src/formats/otlp/read-otlp.js";
import type { Told } from "./captured.js";
import { emittedSpans } from "./emitters.js";
import { encodeOtlp } from "./encode-otlp.js";
import { tracesOf } from "./export-request.js";

describe.each(emittedSpans)("$emitter", ({ scope, name, attributes, failed = false, truth }) => {
  const body = tracesOf([{ attributes, options: { scope, name, failed } }]);
  test.each([
    ["JSON", Buffer.from(JSON.stringify(body)), false],
    ["protobuf", encodeOtlp("traces", body), true],
  ] as const)("as %s: what the provider counted", (_, bytes, protobuf) => {
    const told = readOtlp("traces", bytes, protobuf).uses.map(
      ({ provider, model, usage }): Told => ({
        provider,
        model,
        in: usage.tokensIn,
        cached: usage.tokensCached,
        out: usage.tokensOut,
      }),
    );
    expect(told).toEqual(truth === undefined ? [] : [truth]);
  });
});
