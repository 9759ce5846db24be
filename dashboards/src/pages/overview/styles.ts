import { css } from "lit";

export const overviewStyles = css`
  .foot {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
  }
  @media (max-width: 900px) {
    .foot {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 10px;
    align-items: baseline;
    margin: 0 0 12px;
  }
  dl div {
    display: contents;
  }
  dt {
    font-size: 18px;
    font-weight: 600;
    text-align: end;
  }
  dd {
    margin: 0;
    color: var(--ink-2);
  }
  small {
    color: var(--ink-3);
    font-size: 12px;
  }
`;
