import { asCount } from "../count.js";
import { slotOf } from "./attribute-names.js";

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

  /** Attributes are asked for by their slots. */
  get(slot: number): AttributeValue | undefined {
    return this.#values[slot];
  }

  /** @returns undefined when it is absent, empty, or no text */
  text(slot: number): string | undefined {
    const value = this.#values[slot];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** The first of some attributes that has text. */
  firstText(slots: readonly number[]): string | undefined {
    for (let index = 0; index < slots.length; index += 1) {
      const text = this.text(slots[index] as number);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** A count of tokens, which emitters send as integer, double or text. @returns undefined when there is none */
  count(slot: number): number | undefined {
    const value = this.#values[slot];
    return value === undefined ? undefined : asCount(value);
  }

  /** The first of some attributes that has a count. */
  firstCount(slots: readonly number[]): number | undefined {
    for (let index = 0; index < slots.length; index += 1) {
      const count = this.count(slots[index] as number);
      if (count !== undefined) return count;
    }
    return undefined;
  }
}
