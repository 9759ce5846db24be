import { css } from "lit";

export const dialogStyles = css`
  :host {
    display: contents;
  }
  dialog {
    inline-size: min(360px, calc(100vw - 32px));
  }
  dialog form {
    display: grid;
    gap: 12px;
  }
  dialog label {
    display: grid;
    gap: 4px;
    font-size: 13px;
    color: var(--ink-2);
  }
  dialog h2 {
    font-size: 16px;
  }
  dialog select {
    max-inline-size: none;
  }
`;
