import { css } from "lit";

export const sideBarStyles = css`
  :host {
    /* The skip link lies over the page's corner when it has the focus. */
    z-index: 2;
  }
  .skip {
    position: absolute;
    inset-inline-start: 8px;
    inset-block-start: -60px;
    z-index: 5;
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--surface);
  }
  .skip:focus {
    inset-block-start: 8px;
  }
  header {
    position: sticky;
    inset-block-start: 0;
    display: flex;
    flex-direction: column;
    gap: 20px;
    block-size: 100vh;
    padding: 20px 14px;
    border-inline-end: 1px solid var(--line);
    overflow-y: auto;
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 10px;
    padding-inline: 10px;
    font-size: 16px;
    font-weight: 680;
    letter-spacing: -0.015em;
  }
  .brand svg {
    inline-size: 26px;
    block-size: 26px;
  }
  nav {
    display: grid;
    gap: 2px;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 0 10px;
    border-radius: 8px;
    color: var(--ink-2);
    font-weight: 520;
    text-decoration: none;
  }
  nav a svg {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
  }
  nav a:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  nav a[aria-current] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  @media (forced-colors: active) {
    nav a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  .foot {
    display: grid;
    gap: 8px;
    margin-block-start: auto;
    padding-inline: 10px;
    font-size: 12.5px;
    color: var(--ink-3);
  }
  .foot summary {
    cursor: pointer;
    min-block-size: 24px;
  }
  .foot label {
    display: grid;
    gap: 2px;
    margin-block-start: 8px;
  }
  .foot button {
    justify-self: start;
    padding-inline: 0;
  }
  .foot span {
    overflow-wrap: anywhere;
  }
  .menu {
    display: none;
  }
  @media (max-width: 860px) {
    header {
      position: static;
      block-size: auto;
      gap: 10px;
      padding: 10px 16px;
      border-inline-end: 0;
      border-block-end: 1px solid var(--line);
    }
    .top {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }
    .brand {
      padding: 0;
    }
    .menu {
      display: inline-flex;
      align-items: center;
    }
    nav,
    .foot {
      display: none;
    }
    .open nav,
    .open .foot {
      display: grid;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
