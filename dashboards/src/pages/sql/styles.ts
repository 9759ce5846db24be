import { css } from "lit";

export const sqlStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-block-start: 10px;
  }
  .bar span {
    color: var(--ink-3);
    font-size: 12.5px;
  }
  .bar .end {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-inline-start: auto;
  }
  eco-chart {
    margin-block-end: 16px;
  }
  .end input {
    inline-size: 150px;
  }
  .fault {
    color: var(--bad);
    overflow-wrap: anywhere;
  }
  .schema details {
    border-block-start: 1px solid var(--line);
    padding-block: 6px;
  }
  .schema summary {
    cursor: pointer;
  }
  .schema summary span,
  .schema small {
    color: var(--ink-3);
    font-size: 12px;
  }
  .schema ul {
    columns: 240px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .schema li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: baseline;
    break-inside: avoid;
  }
  .schema .name {
    min-height: 26px;
    padding: 0 4px;
  }
  .schema code {
    font: 12.5px var(--mono);
  }
  pre {
    margin: 0;
    white-space: pre-wrap;
  }
`;
