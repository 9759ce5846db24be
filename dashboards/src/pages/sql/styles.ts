import { css } from "lit";

export const sqlStyles = css`
  textarea {
    inline-size: 100%;
    min-block-size: 170px;
    padding: 12px;
    border: 1px solid var(--line-strong);
    border-radius: 8px;
    background: var(--ground);
    font: 13.5px / 1.55 var(--mono);
    resize: vertical;
    tab-size: 2;
  }
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
  pre {
    margin: 0;
    white-space: pre-wrap;
  }
`;
