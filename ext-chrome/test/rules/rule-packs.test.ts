import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  pathSource,
  RuleBook,
  RulePackError,
  type RulePacks,
  readRulePacks,
  shippedRulePacks,
  verifyRulePacks,
} from "../../src/index.js";

const copy = () =>
  structuredClone(shippedRulePacks) as unknown as { packs: Record<string, unknown>[]; version: number };

describe("rule packs are data", () => {
  test.each<[string, (packs: ReturnType<typeof copy>) => void]>([
    ["an unknown field", (packs) => Object.assign(packs, { script: "x" })],
    ["an unknown field of a pack", ({ packs }) => Object.assign(packs[0] as object, { run: "x" })],
    ["a missing field", ({ packs }) => delete packs[0]?.never],
    ["a host with a path", ({ packs }) => Object.assign(packs[0] as object, { hosts: ["a.example/x"] })],
    ["a host of wildcards", ({ packs }) => Object.assign(packs[0] as object, { hosts: ["*.example"] })],
    ["a name with markup", ({ packs }) => Object.assign(packs[0] as object, { name: "<b>" })],
    ["a path without a slash", ({ packs }) => Object.assign(packs[0] as object, { never: ["api"] })],
    ["a range out of order", ({ packs }) => Object.assign(packs[0] as object, { tokensIn: [3, 2, 1] })],
    ["a framing that nobody defined", ({ packs }) => Object.assign(packs[0] as object, { framing: "none" })],
    ["a framing of the prototype", ({ packs }) => Object.assign(packs[0] as object, { framing: "constructor" })],
    ["two packs of one name", ({ packs }) => packs.push({ ...packs[0] })],
    ["version 0", (packs) => Object.assign(packs, { version: 0 })],
  ])("%s is refused", (_, change) => {
    const packs = copy();
    change(packs);
    expect(() => readRulePacks(packs)).toThrow(RulePackError);
  });

  test("what is shipped is read as it is", () => {
    expect(readRulePacks(copy())).toEqual(shippedRulePacks);
  });
});

describe("path templates", () => {
  test.each([
    ["/a/b", "/a/b", true],
    ["/a/b", "/a/b/", false],
    ["/a/b", "/x/a/b", false],
    ["/a/*/c", "/a/b/c", true],
    ["/a/*/c", "/a/b/b/c", false],
    ["/a/*/c", "/a//c", false],
    ["/a/**", "/a/b/c", true],
    ["/a.b", "/aXb", false],
    ["/m/*:go", "/m/x-1.5:go", true],
    ["/$rpc/x", "/$rpc/x", true],
  ])("%s and %s: %s", (template, path, expected) => {
    expect(new RegExp(pathSource(template)).test(path)).toBe(expected);
  });

  test("a socket is found under its own path alone", () => {
    const rules = new RuleBook(shippedRulePacks);
    expect(rules.socket(new URL("wss://copilot.microsoft.com/c/api/chat?api-version=2"))?.id).toBe("copilot");
    expect(rules.socket(new URL("wss://copilot.microsoft.com/notify"))).toBeUndefined();
  });
});

describe("an organisation's rule packs", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const signed = (packs: unknown, key = privateKey) => {
    const text = JSON.stringify(packs);
    const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64");
    return { packs: text, signature };
  };
  const newer: RulePacks = { ...shippedRulePacks, version: shippedRulePacks.version + 1 };

  test("are taken when their signature holds", async () => {
    expect(await verifyRulePacks(signed(newer), spki, shippedRulePacks)).toEqual(newer);
  });

  test("are refused otherwise, and the message shows nothing of them", async () => {
    const good = signed(newer);
    const strange = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const refused: unknown[] = [
      null,
      {},
      { ...good, packs: good.packs.replace("chatgpt.com", "chatgpt.org") },
      { ...good, signature: "canary" },
      { ...good, signature: "" },
      signed(newer, strange),
      signed({ ...newer, version: shippedRulePacks.version - 1 }),
      signed({ canary: 1 }),
    ];
    for (const value of refused) {
      const error = await verifyRulePacks(value, spki, shippedRulePacks).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RulePackError);
      expect(String(error)).not.toContain("canary");
    }
    await expect(verifyRulePacks(good, "not a key", shippedRulePacks)).rejects.toThrow(RulePackError);
  });
});
