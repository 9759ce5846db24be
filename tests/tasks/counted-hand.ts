import type { Locator } from "playwright-core";
import type { Hand } from "../e2e/hands.js";

/** A hand that counts what it presses and chooses. Writing and reading are no clicks. */
export class CountedHand implements Hand {
  readonly name: string;
  readonly #hand: Hand;
  clicks = 0;

  constructor(hand: Hand) {
    this.name = hand.name;
    this.#hand = hand;
  }

  async press(target: Locator): Promise<void> {
    this.clicks += 1;
    await this.#hand.press(target);
  }

  async choose(target: Locator, option: string): Promise<void> {
    this.clicks += 1;
    await this.#hand.choose(target, option);
  }

  write(target: Locator, text: string): Promise<void> {
    return this.#hand.write(target, text);
  }
}
