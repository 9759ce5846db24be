import { css } from "lit";

export const appStyles = css`
  :host {
    display: grid;
    grid-template-columns: 224px minmax(0, 1fr);
    min-block-size: 100vh;
    background: var(--ground);
  }
  .content {
    display: grid;
    grid-template-rows: auto auto 1fr;
    gap: 16px;
    align-content: start;
    inline-size: 100%;
    max-inline-size: 1440px;
    margin-inline: auto;
    padding: 22px 28px 48px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    justify-content: space-between;
    gap: 10px 20px;
  }
  h1 {
    font-size: 23px;
    line-height: 1.25;
    font-weight: 660;
    letter-spacing: -0.02em;
  }
  h1:focus {
    outline: none;
  }
  .head p {
    color: var(--ink-3);
  }
  .context.waits {
    visibility: hidden;
  }
  .head .context {
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    gap: 2px;
  }
  .actions button {
    font-size: 13px;
    min-height: 30px;
  }
  .notice {
    margin-block-end: 12px;
    color: var(--warn);
  }
  .page {
    min-block-size: 60vh;
    min-inline-size: 0;
  }
  @media (max-width: 860px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
    }
    .content {
      padding: 16px 16px 40px;
    }
  }
  @media (max-width: 620px) {
    .actions {
      margin-inline-start: -10px;
    }
  }
  :host([data-paper]) {
    display: block;
    background: none;
  }
  :host([data-paper]) side-bar {
    display: none;
  }
  :host([data-paper]) .content {
    padding: 0;
    max-inline-size: none;
  }
`;
