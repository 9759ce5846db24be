import { asCount } from "../count.js";
import { type AttributeName, slotOf } from "./attribute-names.js";

/** What an attribute that is read may hold; lists, maps and bytes are never kept. */
export type AttributeValue = string | number | boolean;

/** The attributes of one record that are on the list; one object serves all records of a body, one after the other. */
export class Attributes {
  readonly #values: (AttributeValue | undefined)[] = new Array(slotOf.size).fill(undefined);
  readonly #set: number[] = [];

  /** Forgets every value. */
  clear(): void {
    const slots = this.#set;
    for (let index = 0; index < slots.length; index += 1) this.#values[slots[index] as number] = undefined;
    slots.length = 0;
  }

  get isEmpty(): boolean {
    return this.#set.length === 0;
  }

  set(slot: number, value: AttributeValue): void {
    if (this.#values[slot] === undefined) this.#set.push(slot);
    this.#values[slot] = value;
  }

  get(name: AttributeName): AttributeValue | undefined {
    return this.#values[slotOf.get(name) as number];
  }

  /** @returns undefined when it is absent, empty, or no text */
  text(name: AttributeName): string | undefined {
    const value = this.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** The first of some attributes that has text. */
  firstText(names: readonly AttributeName[]): string | undefined {
    for (const name of names) {
      const text = this.text(name);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** A count of tokens, which emitters send as integer, double or text. @returns undefined when there is none */
  count(name: AttributeName): number | undefined {
    return asCount(this.get(name));
  }

  /** The first of some attributes that has a count. */
  firstCount(names: readonly AttributeName[]): number | undefined {
    for (const name of names) {
      const count = this.count(name);
      if (count !== undefined) return count;
    }
    return undefined;
  }
}
