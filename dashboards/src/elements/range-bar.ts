import { css, html, type TemplateResult } from "lit";

import type { Band } from "../api/answers.js";
import { setStyle } from "./set-style.js";

export const rangeBarStyles = css`
  .range-bar {
    position: relative;
    block-size: 6px;
    border-radius: 3px;
    background: var(--sunken);
    forced-color-adjust: none;
  }
  .range-bar span {
    position: absolute;
    inset-block: 0;
    border-radius: 3px;
    background: color-mix(in srgb, var(--accent) 38%, var(--sunken));
  }
  .range-bar i {
    position: absolute;
    inset-block: -3px;
    inline-size: 2px;
    margin-inline-start: -1px;
    border-radius: 1px;
    background: var(--accent);
  }
`;

const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;

/** Low to high on a line from zero, the central value marked. Drawn beside the text that says the same. */
export function rangeBar({ low, central, high }: Band, most = high): TemplateResult {
  const whole = most > 0 ? most : 1;
  return html`<div class="range-bar" aria-hidden="true">
    <span ${setStyle({ "inset-inline-start": percent(low / whole), "inset-inline-end": percent(1 - high / whole) })}></span>
    <i ${setStyle({ "inset-inline-start": percent(central / whole) })}></i>
  </div>`;
}
