import { css } from "lit";

export const qualityStyles = css`
  .tiers {
    display: flex;
    gap: 2px;
    block-size: 12px;
    border-radius: 6px;
    overflow: hidden;
    forced-color-adjust: none;
  }
  .S { background: var(--series-1); }
  .A { background: var(--series-1); }
  .B { background: var(--series-5); }
  .C { background: var(--series-3); }
  .D { background: var(--series-6); }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr));
    gap: 4px 16px;
    padding: 0;
    margin: 10px 0 14px;
    list-style: none;
  }
  li {
    display: flex;
    gap: 8px;
    align-items: baseline;
    font-size: 13px;
  }
  li i {
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 3px;
    forced-color-adjust: none;
  }
  li b {
    flex: none;
    min-inline-size: 5.5ch;
    white-space: nowrap;
    font-weight: 600;
  }
  li span {
    color: var(--ink-2);
  }
  p {
    color: var(--ink-2);
    font-size: 13px;
    max-inline-size: 76ch;
  }
  p + p {
    margin-block-start: 6px;
  }
  .note {
    color: var(--ink-3);
    font-size: 12px;
  }
`;
