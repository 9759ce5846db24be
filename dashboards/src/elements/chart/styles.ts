import { css } from "lit";

export const chartStyles = css`
  :host {
    display: block;
    position: relative;
    block-size: 300px;
    contain: strict;
  }
  .canvas {
    position: absolute;
    inset: 0;
    border-radius: 6px;
    /* The library places texts by their left or right end; from right to left, SVG would take one for the other. */
    direction: ltr;
  }
  .canvas:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .marked {
    position: absolute;
    inset-block: 0;
    background: var(--accent);
    opacity: 0.14;
    pointer-events: none;
  }
  .colours {
    display: none;
  }
  /* Series keep their colours, as their marks in the legend do, where all others are forced. */
  .colours.own {
    forced-color-adjust: none;
  }
  .failed {
    color: var(--ink-3);
    padding: 16px;
  }
  @media print {
    :host {
      break-inside: avoid;
    }
  }
`;
