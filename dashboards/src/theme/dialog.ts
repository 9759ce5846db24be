import { css } from "lit";

/** A question above the page. */
export const dialogFrame = css`
  dialog {
    padding: 22px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
    color: var(--ink);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  dialog footer {
    display: flex;
    gap: 8px;
    justify-content: flex-end;
  }
`;
