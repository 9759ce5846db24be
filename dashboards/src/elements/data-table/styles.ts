import { css } from "lit";

export const dataTableStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: center;
    margin-block-end: 8px;
    color: var(--ink-3);
    font-size: 12.5px;
  }
  .tools input {
    flex: 1 1 110px;
    min-inline-size: 0;
    max-inline-size: 240px;
  }
  .tools button {
    margin-inline-start: auto;
    min-height: 28px;
    font-size: 12px;
  }
  .scroll {
    overflow-x: auto;
    margin-inline: -18px;
    padding-inline: 18px;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  /* So short a line that the eye finds the number of a name. */
  table.few {
    max-inline-size: 640px;
  }
  caption {
    text-align: start;
  }
  th,
  td {
    padding: 7px 10px;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: baseline;
  }
  tbody tr:last-child > * {
    border-block-end: 0;
  }
  tbody tr:hover {
    background: color-mix(in srgb, var(--sunken) 55%, transparent);
  }
  :is(th, td):first-child {
    padding-inline-start: 0;
  }
  :is(th, td):last-child {
    padding-inline-end: 0;
  }
  thead th {
    font-size: 12px;
    font-weight: 550;
    color: var(--ink-3);
    vertical-align: bottom;
  }
  thead {
    break-inside: avoid;
  }
  thead button {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-weight: inherit;
    white-space: normal;
    text-align: inherit;
  }
  thead button:hover {
    color: var(--ink);
    background: none;
  }
  thead .plain {
    line-height: 24px;
  }
  th[aria-sort] button {
    color: var(--ink);
  }
  /* The name stays while figures scroll by, up to the edge of what scrolls. */
  @media not print {
    tr > :first-child {
      position: sticky;
      inset-inline-start: 0;
      background: var(--surface);
      z-index: 1;
    }
    tr > :first-child::before {
      content: "";
      position: absolute;
      inset-block: 0;
      inset-inline-end: 100%;
      inline-size: 18px;
      background: var(--surface);
    }
  }
  tbody th {
    font-weight: 520;
    overflow-wrap: anywhere;
    min-inline-size: 16ch;
  }
  .numeric {
    font-variant-numeric: tabular-nums;
    text-align: end;
    white-space: nowrap;
  }
  :is(th, td) small {
    display: block;
    font-weight: 400;
    font-variant-numeric: normal;
    font-size: 11.5px;
    color: var(--ink-3);
  }
  /* The share of the central value, of all; text says the same. */
  .share {
    display: block;
    inline-size: 64px;
    block-size: 4px;
    margin: 4px 0 0 auto;
    border-radius: 2px;
    background: var(--sunken);
    overflow: hidden;
    forced-color-adjust: none;
  }
  .share i {
    display: block;
    block-size: 100%;
    background: var(--accent);
  }
  tbody a {
    color: inherit;
    text-decoration: underline;
    text-decoration-color: var(--line-strong);
  }
  tbody a:hover {
    color: var(--accent);
  }
  .more,
  .pages {
    margin-block-start: 10px;
  }
  .pages {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    color: var(--ink-3);
    font-size: 12.5px;
  }
  :host([data-paper]) .scroll {
    overflow: visible;
  }
  :host([data-paper]) :is(th, td) {
    padding: 3px 5px;
    font-size: 9.5px;
  }
  :host([data-paper]) tbody th {
    min-inline-size: 10ch;
  }
  :host([data-paper]) small {
    font-size: 8.5px;
  }
  tr {
    break-inside: avoid;
  }
  .cut,
  .none {
    padding-block: 20px;
    color: var(--ink-3);
  }
`;
