import { css } from "lit";

export const qualityPageStyles = css`
  .sum {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 18px;
    align-items: flex-start;
    margin: 4px 0 10px;
  }
  .sum .term {
    display: flex;
    gap: 18px;
  }
  .term div {
    display: grid;
    gap: 1px;
  }
  .sum b {
    font-size: 24px;
    font-weight: 620;
    letter-spacing: -0.015em;
  }
  .sum span {
    color: var(--ink-3);
    font-size: 12.5px;
  }
  .sum i {
    align-self: start;
    padding-block-start: 4px;
    color: var(--ink-3);
    font-size: 18px;
    font-style: normal;
  }
  .verdict {
    font-weight: 550;
  }
  .verdict.bad {
    color: var(--bad);
  }
  .stack {
    display: grid;
    grid-template-rows: auto 1fr;
    gap: 16px;
    min-inline-size: 0;
  }
  eco-chart,
  .box {
    block-size: 220px;
  }
`;
