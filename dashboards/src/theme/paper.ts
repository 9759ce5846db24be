/** Event of the document when the page is laid out for paper, and again for the screen. */
export const paperChanged = "eco-paper";

/** Content of a page margin as a CSS string. */
const cssString = (text: string): string =>
  `"${text.replaceAll(/["\\\n\r\f]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `)}"`;

/** Margins of each sheet of paper: what the figures are about, and the number of the page. */
const sheetRule = (footer: string): string => `@page {
  margin: 14mm 12mm 17mm;
  @bottom-left { content: ${cssString(footer)}; font: 8pt sans-serif; color: #47544d; text-align: left; white-space: pre-wrap; width: 84%; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #47544d; }
}`;

/**
 * Lays the page out for paper just before it is printed, in light colours and at the width of a sheet, so that charts are
 * drawn as wide as they will be printed; and for the screen again afterwards. `theme.css` has the rules.
 */
export class Paper {
  readonly #footer: () => string;
  readonly #sheet = new CSSStyleSheet();
  readonly #before = () => {
    this.#sheet.replaceSync(sheetRule(this.#footer()));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    document.documentElement.dataset.paper = "";
    document.dispatchEvent(new Event(paperChanged));
  };
  readonly #after = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    delete document.documentElement.dataset.paper;
    document.dispatchEvent(new Event(paperChanged));
  };

  /** @param footer text at the foot of each sheet, read when printing begins */
  constructor(footer: () => string) {
    this.#footer = footer;
  }

  connect(): void {
    addEventListener("beforeprint", this.#before);
    addEventListener("afterprint", this.#after);
  }

  disconnect(): void {
    removeEventListener("beforeprint", this.#before);
    removeEventListener("afterprint", this.#after);
  }
}

/** Whether the page is laid out for paper now. */
export const isOnPaper = (): boolean => document.documentElement.dataset.paper !== undefined;
