import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as elements from "../../src/elements/index.js";
import { tokens } from "../../src/theme/tokens.js";

interface Declaration {
  readonly name: string;
  readonly tagName: string;
  readonly attributes: readonly { readonly name: string }[];
  readonly members: readonly { readonly name: string }[];
  readonly cssProperties: readonly { readonly name: string }[];
}

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../custom-elements.json"), "utf8")) as {
  modules: { declarations: Declaration[] }[];
};
const declarations = manifest.modules.flatMap((module) => module.declarations);

test("every element for others is described, with the attributes that it has", () => {
  const classes = new Map(Object.entries(elements));
  expect(declarations.map(({ name }) => name).sort()).toEqual([...classes.keys()].sort());
  for (const { name, tagName, attributes, members } of declarations) {
    const element = classes.get(name);
    if (element === undefined) throw new Error(`${name} is not exported`);
    expect(customElements.get(tagName)).toBe(element);
    expect([tagName, attributes.map((attribute) => attribute.name).sort()]).toEqual([
      tagName,
      [...element.observedAttributes].sort(),
    ]);
    for (const member of members) expect([...element.elementProperties.keys()]).toContain(member.name);
  }
});

test("every colour and measure that can be set from outside is described", () => {
  const names = [...tokens.cssText.matchAll(/var\((--eco-[a-z0-9-]+),/g)].map(([, name]) => name);
  for (const { cssProperties } of declarations)
    expect(cssProperties.map(({ name }) => name).sort()).toEqual([...names].sort());
});
