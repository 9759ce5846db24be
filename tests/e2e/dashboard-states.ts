import type { Page } from "playwright-core";
import { settled } from "./dashboard-browser.js";

/** Pages that show a period of use; the other two have no period. */
const viewPages = ["/", "/models", "/people", "/regions", "/quality", "/explore", "/method"] as const;
export const pages = [...viewPages, "/sql", "/settings"] as const;

const problem = {
  status: 503,
  contentType: "application/problem+json",
  body: JSON.stringify({
    title: "The store does not answer",
    status: 503,
    code: "store_unavailable",
    request_id: "r-77",
  }),
};

/** What a page gets from the API: answers, silence, or faults. Who is signed in is always told. */
export class Answers {
  mode: "given" | "awaited" | "failing" = "given";

  static async to(page: Page): Promise<Answers> {
    const answers = new Answers();
    await page.route(
      (url) => url.pathname.startsWith("/v1/") && url.pathname !== "/v1/me",
      async (route) => {
        if (answers.mode === "given") await route.continue();
        if (answers.mode === "failing") await route.fulfill(problem);
      },
    );
    return answers;
  }
}

/** One of the states that a page can be in, and how it comes there in a system with a month of use. */
export interface State {
  readonly name: string;
  readonly pages: readonly string[];
  /** Of an element that shows the state. */
  readonly selector: string;
  arrive(page: Page, address: string, answers: Answers): Promise<void>;
}

const paneled = [...viewPages, "/settings"];
/** Beyond the time after which panels ask again. */
const refreshMs = 20_000;

async function open(page: Page, address: string, busy?: readonly string[]): Promise<void> {
  await page.goto(address);
  await settled(page, busy);
}

async function runQuery(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run" }).click();
}

export const stateShown = (name: string): State => ({
  name,
  pages: viewPages,
  selector: `[data-state=${name}]`,
  arrive: (page, address) => open(page, address),
});

/** States of a system with data. `never` and `zero` are the store's: see `stateShown`. */
export const states: readonly State[] = [
  {
    name: "ready",
    pages,
    selector: "[data-state=ready]",
    async arrive(page, address) {
      await open(page, address);
      if (address.endsWith("/sql")) await runQuery(page);
    },
  },
  {
    name: "loading",
    pages: paneled,
    selector: "[data-state=loading]",
    async arrive(page, address, answers) {
      answers.mode = "awaited";
      await open(page, address, []);
    },
  },
  {
    name: "refreshing",
    pages: paneled,
    selector: "[data-state=refreshing]",
    async arrive(page, address, answers) {
      await open(page, address);
      answers.mode = "awaited";
      await page.clock.fastForward(refreshMs);
    },
  },
  {
    name: "empty",
    pages: viewPages,
    selector: "[data-state=empty]",
    arrive: (page, address) => open(page, `${address}?tz=UTC&model=no-such-model`),
  },
  {
    name: "error",
    pages,
    selector: "[data-state=error]",
    async arrive(page, address, answers) {
      answers.mode = "failing";
      await open(page, address);
      if (address.endsWith("/sql")) await runQuery(page);
    },
  },
  {
    name: "stale",
    pages: paneled,
    selector: "[data-state=stale]",
    async arrive(page, address, answers) {
      await open(page, address);
      answers.mode = "failing";
      await page.clock.fastForward(refreshMs);
    },
  },
];

export const schemes = ["light", "dark", "forced colours"] as const;
export const widths = [320, 768, 1440] as const;

/** Shows the page as it is now in another appearance and width. */
export async function look(page: Page, scheme: (typeof schemes)[number], width: number): Promise<void> {
  await page.emulateMedia({
    colorScheme: scheme === "dark" ? "dark" : "light",
    forcedColors: scheme === "forced colours" ? "active" : "none",
    reducedMotion: "reduce",
  });
  await page.setViewportSize({ width, height: 900 });
}

/** Brings a page into a state, and waits until it shows it. */
export async function arrive(page: Page, origin: string, path: string, state: State, answers: Answers): Promise<void> {
  answers.mode = "given";
  await state.arrive(page, `${origin}${path}`, answers);
  await page.locator(state.selector).first().waitFor({ state: "attached" });
}
