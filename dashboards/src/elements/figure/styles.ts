import { css } from "lit";
import { controls, tokens } from "../../theme/tokens.js";
import { panelStyles } from "../panel/body.js";

/** What every element with figures has: a block as wide as its place. */
export const figureStyles = [
  tokens,
  controls,
  panelStyles,
  css`
    :host {
      display: block;
      min-inline-size: 0;
    }
  `,
];
