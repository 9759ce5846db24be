import { css } from "lit";

export const exploreStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 16px;
    align-items: end;
  }
  label {
    display: grid;
    gap: 3px;
    font-size: 12px;
    color: var(--ink-3);
  }
  @media (max-width: 480px) {
    .choices {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    label select {
      inline-size: 100%;
      min-inline-size: 0;
    }
  }
  label select {
    color: var(--ink);
    font-size: 14px;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    margin-block-start: 12px;
    font-size: 13px;
  }
  .files span {
    color: var(--ink-2);
  }
`;
