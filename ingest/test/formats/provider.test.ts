import { expect, test } from "vitest";
import { providerOf } from "../../src/formats/provider.js";

test("the provider of an address is read from its host, whatever follows", () => {
  const model = "a-model";
  expect(providerOf(undefined, "https://api.deepseek.com:443/v1\n/chat", model)).toBe("deepseek");
  // Takes minutes where each separator is tried as the first one.
  expect(providerOf(undefined, `api.deepseek.com${"/".repeat(1_000_000)}\n/`, model)).toBe("deepseek");
});
