import { css } from "lit";

export const toolbarStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .step {
    display: inline-flex;
  }
  .step > * {
    border-radius: 0;
    margin-inline-start: -1px;
  }
  .step > :focus-visible {
    z-index: 1;
  }
  .step button {
    border-color: var(--line-strong);
    min-inline-size: 34px;
    padding: 0;
  }
  .step > :first-child {
    border-start-start-radius: 8px;
    border-end-start-radius: 8px;
  }
  .step > :last-child {
    border-start-end-radius: 8px;
    border-end-end-radius: 8px;
  }
  .add:not(.quiet) {
    border-color: var(--line-strong);
  }
  select {
    max-inline-size: 190px;
  }
  /* Two dates with their years. */
  .step select {
    max-inline-size: 280px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 30px;
    padding-inline: 10px 4px;
    border-radius: 15px;
    background: var(--accent-soft);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .chip button {
    min-height: 24px;
    min-inline-size: 24px;
    padding: 0;
    border: 0;
    border-radius: 12px;
    background: none;
  }
  @media (max-width: 480px) {
    .step,
    .step select {
      flex: 1;
      max-inline-size: none;
    }
  }
  @media print {
    .step button,
    .add,
    .chip button {
      display: none;
    }
    select {
      appearance: none;
      border: 0;
    }
  }
`;
