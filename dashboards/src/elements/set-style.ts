import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/**
 * Sets style properties of an element through its style object. Lit's own `styleMap` writes an attribute at first, which
 * a content security policy without inline styles refuses.
 */
class SetStyle extends Directive {
  #previous: readonly string[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("setStyle stands in a tag, without an attribute's name");
  }

  render(_properties: Readonly<Record<string, string>>) {
    return noChange;
  }

  override update({ element }: ElementPart, [properties]: [Readonly<Record<string, string>>]) {
    const { style } = element as HTMLElement;
    for (const name of this.#previous) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    this.#previous = Object.keys(properties);
    return noChange;
  }
}

export const setStyle = directive(SetStyle);
