import { css } from "lit";

export const kpiStyles = css`
  .label {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 8px;
    font-weight: 600;
    color: var(--ink-2);
  }
  .label a {
    font-weight: 500;
    font-size: 12px;
    color: var(--ink-3);
    text-decoration: none;
  }
  .label a:hover,
  .label a:focus-visible {
    color: var(--accent);
    text-decoration: underline;
  }
  .number {
    display: block;
    margin: 4px 0 10px;
    font-size: clamp(24px, 2.3vw, 34px);
    line-height: 1.15;
    font-weight: 620;
    letter-spacing: -0.02em;
    white-space: nowrap;
  }
  /* Every digit of a large count, within its card. */
  .number.long {
    font-size: clamp(18px, 1.7vw, 25px);
    line-height: calc(1.15 * clamp(24px, 2.3vw, 34px));
  }
  .number small {
    font-size: 0.56em;
    font-weight: 550;
    letter-spacing: 0;
    color: var(--ink-2);
  }
  .said {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    justify-content: space-between;
    margin-block-start: 7px;
    min-block-size: 19px;
    font-size: 12px;
    color: var(--ink-3);
  }
  /* As low as beside a range: what is compared stands in one line. */
  .exact {
    margin-block-start: 23px;
  }
  .change {
    color: var(--ink-2);
  }
  /* What it is compared with comes last, and may take two lines: the card does not grow then. */
  @media (max-width: 720px) {
    .said:last-child {
      min-block-size: 38px;
    }
  }
  .change b {
    font-weight: 600;
    color: var(--ink);
  }
`;
