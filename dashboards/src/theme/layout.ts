import { css } from "lit";

/** Arrangement of a page: panels in a grid. */
export const layout = css`
  :host {
    display: grid;
    gap: 16px;
    min-inline-size: 0;
    container-type: inline-size;
  }
  .panel {
    min-inline-size: 0;
    padding: 14px 18px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .panel > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    justify-content: space-between;
    min-block-size: 30px;
    margin-block-end: 8px;
  }
  .panel > header a {
    font-size: 12.5px;
  }
  h2 {
    font-size: 15px;
    font-weight: 620;
    letter-spacing: -0.005em;
  }
  .columns {
    display: grid;
    gap: 16px;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
  }
  /* Where two stand side by side, a third has the whole line: no hole beside it. */
  @container (min-width: 616px) and (max-width: 931.9px) {
    .columns > :last-child:nth-child(3) {
      grid-column: 1 / -1;
    }
  }
  .kpis {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    padding: 0;
    overflow: hidden;
  }
  .kpis > * {
    padding: 16px 18px 12px;
    border-inline-start: 1px solid var(--line);
    margin-inline-start: -1px;
  }
  @media (max-width: 1180px) {
    .kpis {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
    .kpis > * {
      grid-column: span 2;
      border-block-start: 1px solid var(--line);
      margin-block-start: -1px;
    }
    .kpis > :nth-child(n + 4) {
      grid-column: span 3;
    }
  }
  @media (max-width: 720px) {
    .kpis > *,
    .kpis > :nth-child(n + 4) {
      grid-column: span 3;
      padding: 14px 14px 10px;
    }
    .kpis > :first-child {
      grid-column: 1 / -1;
    }
  }
  /*
   * What follows a panel that is loaded for the first time stays out of sight: the panel's height is known when it is there, and
   * nothing that is seen moves.
   */
  @media not print {
    :is(.panel, .columns):has([data-waits], [data-state="loading"]) ~ *,
    [data-waits] ~ * {
      visibility: hidden;
    }
  }
  .muted {
    color: var(--ink-3);
  }
  .prose {
    max-inline-size: 68ch;
    color: var(--ink-2);
  }
  .panel > .prose:not(:last-child) {
    margin-block-end: 12px;
  }
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px;
    padding: 2px;
    border-radius: 9px;
    background: var(--sunken);
  }
  .segments button {
    min-height: 28px;
    padding: 0 10px;
    border-color: transparent;
    border-radius: 7px;
    background: transparent;
    color: var(--ink-2);
    font-size: 13px;
  }
  .segments button[aria-pressed="true"] {
    background: var(--surface);
    border-color: var(--line);
    color: var(--ink);
  }
  @media (max-width: 480px) {
    .segments button {
      padding: 0 6px;
      font-size: 12px;
    }
  }
  @media (forced-colors: active) {
    .segments button[aria-pressed="true"] {
      border-color: Highlight;
    }
  }
  @media print {
    .panel {
      break-inside: avoid;
    }
    /* A long table goes on at the next sheet. */
    .panel:has(eco-table, data-table) {
      break-inside: auto;
    }
  }
`;
