import { css } from "lit";

/**
 * Colours and measures of every element. Each can be set from outside by the `--eco-…` property of the same name; the
 * defaults follow the page's `color-scheme`.
 */
export const tokens = css`
  :host {
    --ground: var(--eco-ground, light-dark(#f5f6f4, #0f1312));
    --surface: var(--eco-surface, light-dark(#ffffff, #171c1a));
    --sunken: var(--eco-sunken, light-dark(#eef1ee, #202724));
    --line: var(--eco-line, light-dark(#e0e5e1, #2b3330));
    --line-strong: var(--eco-line-strong, light-dark(#86938c, #74817a));
    --ink: var(--eco-ink, light-dark(#15201b, #e9efeb));
    --ink-2: var(--eco-ink-2, light-dark(#47544d, #b2beb8));
    --ink-3: var(--eco-ink-3, light-dark(#5f6c65, #93a099));
    --accent: var(--eco-accent, light-dark(#0b6b4d, #56c99c));
    --accent-soft: var(--eco-accent-soft, light-dark(#dcefe6, #17352a));
    --on-accent: var(--eco-on-accent, light-dark(#ffffff, #08150f));
    --warn: var(--eco-warn, light-dark(#8a5200, #eab24a));
    --bad: var(--eco-bad, light-dark(#b3261e, #ff9b90));
    --series-1: var(--eco-series-1, light-dark(#0b6b4d, #56c99c));
    --series-2: var(--eco-series-2, light-dark(#3a6db4, #80a9e8));
    --series-3: var(--eco-series-3, light-dark(#b98316, #dfb252));
    --series-4: var(--eco-series-4, light-dark(#87508a, #c793c9));
    --series-5: var(--eco-series-5, light-dark(#4b8496, #8cbccb));
    --series-6: var(--eco-series-6, light-dark(#b7592f, #e39470));
    --series-other: var(--eco-series-other, light-dark(#a2aca7, #66716c));
    --radius: var(--eco-radius, 10px);
    --font: var(--eco-font, "Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    --mono: var(--eco-mono, ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace);
    font-family: var(--font);
    color: var(--ink);
    box-sizing: border-box;
    overflow-wrap: break-word;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
`;

/** Controls and text that every page uses alike. */
export const controls = css`
  h1, h2, h3, p {
    margin: 0;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  button, select, input, textarea {
    font: inherit;
    color: inherit;
  }
  button, select, input:not([type="checkbox"], [type="radio"]) {
    min-height: 34px;
    padding: 0 10px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
  }
  select, input:not([type="checkbox"], [type="radio"]), textarea {
    border-color: var(--line-strong);
  }
  input {
    accent-color: var(--accent);
  }
  button {
    cursor: pointer;
    font-weight: 500;
    white-space: nowrap;
  }
  button:hover {
    background: var(--sunken);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink-2);
  }
  button.quiet:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  button.danger {
    color: var(--bad);
  }
  button.destructive {
    background: var(--bad);
    border-color: var(--bad);
    color: light-dark(#ffffff, #2b0a07);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media print {
    .no-print {
      display: none !important;
    }
  }
`;
