import { expect, test } from "vitest";
import { knownHosts } from "../src/index.js";

const isKnown = knownHosts(["eco.example.com", "*.internal.example", "Other.Example:8443"]);

test.each([
  "",
  "127.0.0.1:8080",
  "10.1.2.3",
  "[::1]:8080",
  "[2001:db8::1]",
  "localhost",
  "localhost:8090",
  "app.localhost",
  "ECO.example.com:443",
  "eco.example.com.",
  "a.internal.example",
  "a.b.internal.example:80",
  "other.example",
])("%j is known", (host) => {
  expect(isKnown(host)).toBe(true);
});

test.each([
  "rebound.example",
  "eco.example.com.rebound.example",
  "xeco.example.com",
  "internal.example",
  ".internal.example",
  "127.0.0.1.rebound.example",
  "localhost.rebound.example",
  "xlocalhost",
  "127.0.0.1@rebound.example",
  "[::1].rebound.example",
  "[rebound.example]",
  "0x7f000001",
  " localhost",
])("%j is not", (host) => {
  expect(isKnown(host)).toBe(false);
  // Whatever was remembered in between.
  for (let count = 0; count < 1_500; count += 1) isKnown(`${count}.rebound.example`);
  expect(isKnown(host)).toBe(false);
  expect(isKnown("eco.example.com")).toBe(true);
});

test("without configuration only addresses and this machine's own names are", () => {
  const bare = knownHosts([]);
  expect(["127.0.0.1", "localhost", "eco.example.com"].map(bare)).toEqual([true, true, false]);
  expect(knownHosts(["*"])("anything.example")).toBe(true);
});
