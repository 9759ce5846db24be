import { expect, test } from "vitest";
import { manifest, shippedRulePacks } from "../src/index.js";

interface Parts {
  readonly permissions: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly optional_host_permissions: readonly string[];
  readonly content_scripts?: readonly unknown[];
  readonly content_security_policy: { readonly extension_pages: string };
}
const managed = manifest("managed", shippedRulePacks, "1.2.3") as unknown as Parts;
const store = manifest("store", shippedRulePacks, "1.2.3") as unknown as Parts;
const hosts = shippedRulePacks.packs.flatMap(({ pages, hosts: of }) => [...pages, ...of]);

test("the two builds differ in how hosts are granted, and in nothing else", () => {
  const { permissions, host_permissions, content_scripts, ...rest } = managed;
  const { permissions: ofStore, optional_host_permissions, ...restOfStore } = store;
  expect(rest).toEqual(restOfStore);
  expect(permissions).toEqual(["storage", "alarms", "webRequest"]);
  expect(ofStore).toEqual(["storage", "alarms", "webRequest", "scripting"]);
  expect(host_permissions).toEqual(optional_host_permissions);
  expect(content_scripts).toHaveLength(1);
});

test("only the rule packs' hosts are asked for, each by name", () => {
  const asked = store.optional_host_permissions.map(
    (pattern) => /^(?:https|wss):\/\/([a-z0-9.-]+)\/\*$/.exec(pattern)?.[1],
  );
  expect(new Set(asked)).toEqual(new Set(hosts));
  const sockets = store.optional_host_permissions.filter((pattern) => pattern.startsWith("wss:"));
  expect(sockets).toEqual(["wss://copilot.microsoft.com/*", "wss://substrate.office.com/*"]);
});

test("pages of the extension load nothing from elsewhere", () => {
  const { extension_pages } = managed.content_security_policy;
  expect(extension_pages).toMatch(/^default-src 'self'; /);
  expect(extension_pages).not.toContain("unsafe");
});
