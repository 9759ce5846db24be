import { css } from "lit";

export const settingsPanelStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 14px;
    align-items: end;
    margin-block-end: 14px;
  }
  label {
    display: grid;
    gap: 3px;
    font-size: 12.5px;
    color: var(--ink-2);
  }
  label input,
  label select {
    color: var(--ink);
    font-size: 14px;
  }
  @media (max-width: 480px) {
    label,
    label select,
    label input {
      inline-size: 100%;
    }
  }
  .lead {
    margin-block-end: 12px;
  }
  .fault {
    color: var(--bad);
    margin-block-end: 10px;
  }
  .saved {
    color: var(--accent);
    font-weight: 550;
    margin-block-end: 10px;
  }
  dialog {
    inline-size: min(420px, calc(100vw - 32px));
  }
  dialog form {
    display: block;
    margin: 0;
  }
  dialog p {
    margin-block-start: 8px;
  }
  dialog .option {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-block-start: 12px;
    color: var(--ink);
    font-size: 14px;
  }
  dialog .option input {
    inline-size: auto;
  }
  dialog footer {
    margin-block-start: 16px;
  }
`;
