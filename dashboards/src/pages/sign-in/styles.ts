import { css } from "lit";

export const signInStyles = css`
  :host {
    grid-column: 1 / -1;
    align-content: center;
    justify-content: center;
    min-block-size: 100vh;
    padding: 16px;
  }
  form {
    display: grid;
    gap: 14px;
    inline-size: min(400px, calc(100vw - 32px));
    padding: 28px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
  }
  a.primary {
    display: grid;
    place-items: center;
    min-block-size: 38px;
    border-radius: 8px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 550;
    text-decoration: none;
  }
  h1 {
    font-size: 22px;
    letter-spacing: -0.015em;
  }
  label {
    display: grid;
    gap: 4px;
    color: var(--ink-2);
  }
`;
