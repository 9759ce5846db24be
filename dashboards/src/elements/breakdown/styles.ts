import { css } from "lit";

export const breakdownStyles = css`
  table {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  tr {
    block-size: 38px;
  }
  th,
  td {
    padding: 0;
    text-align: start;
    font-weight: 400;
    vertical-align: middle;
  }
  th {
    position: relative;
    padding-inline-end: 12px;
  }
  th a,
  th span.name {
    position: relative;
    display: block;
    overflow-wrap: anywhere;
    color: inherit;
    text-decoration: none;
    line-height: 1.3;
  }
  th a:hover {
    text-decoration: underline;
  }
  .bar {
    position: relative;
    display: block;
    block-size: 5px;
    margin-block-start: 4px;
    border-radius: 3px;
    background: var(--sunken);
    forced-color-adjust: none;
  }
  .bar i {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-radius: 3px;
    background: var(--accent);
  }
  .bar b {
    position: absolute;
    inset-block: 0;
    border-radius: 3px;
    background: color-mix(in srgb, var(--accent) 24%, var(--sunken));
  }
  .other .bar i {
    background: var(--series-other);
  }
  td {
    text-align: end;
    white-space: nowrap;
    line-height: 1.25;
  }
  td a,
  td b {
    color: inherit;
    text-decoration: none;
    font-weight: 560;
  }
  td a:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  td small {
    display: block;
    color: var(--ink-3);
    font-size: 11.5px;
  }
  .c-value {
    inline-size: 124px;
  }
  .c-share {
    inline-size: 54px;
    color: var(--ink-3);
    font-size: 12.5px;
  }
`;
