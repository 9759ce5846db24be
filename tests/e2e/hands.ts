import type { Locator } from "playwright-core";

/** How a person works a page: all that a journey does is one of these. */
export interface Hand {
  readonly name: string;
  /** A button, a link or a box to tick. */
  press(target: Locator): Promise<void>;
  /** An option of a list, by its text. */
  choose(target: Locator, option: string): Promise<void>;
  write(target: Locator, text: string): Promise<void>;
}

export const mouse: Hand = {
  name: "mouse",
  press: (target) => target.click(),
  choose: async (target, option) => void (await target.selectOption({ label: option })),
  write: async (target, text) => {
    await target.click();
    if (await target.evaluate((element) => (element as HTMLElement).isContentEditable)) await writeOver(target, text);
    else await target.fill(text);
  },
};

/** Writes into an editor in place of what is there, as somebody does who selects it all. */
export async function writeOver(target: Locator, text: string): Promise<void> {
  const { keyboard } = target.page();
  await target.press("Control+A");
  await keyboard.insertText(text);
}

/** More stops than a page has. */
const mostStops = 400;

/** Goes there by the tabulator key alone, as somebody without a mouse must. @throws Error when it cannot be reached */
async function tabTo(target: Locator): Promise<void> {
  const { keyboard } = target.page();
  const hasFocus = () => target.evaluate((element) => element.matches(":focus"));
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await hasFocus()) return;
    await keyboard.press("Tab");
  }
  throw new Error(`not to be reached by keyboard: ${target}`);
}

export const keyboard: Hand = {
  name: "keyboard",
  press: async (target) => {
    await tabTo(target);
    const isBox = await target.evaluate((element) => element instanceof HTMLInputElement);
    await target.page().keyboard.press(isBox ? "Space" : "Enter");
  },
  choose: async (target, option) => {
    await tabTo(target);
    // A list moves to the option whose text is typed.
    await target.page().keyboard.type(option);
  },
  write: async (target, text) => {
    await tabTo(target);
    await target.page().keyboard.press("Control+A");
    await target.page().keyboard.type(text);
  },
};
