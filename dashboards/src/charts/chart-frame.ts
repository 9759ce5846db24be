import type { EChartsOption } from "echarts";
import type { Palette } from "./palette.js";

/** What all charts share: no animation to wait for, own description, tooltips without HTML. */
export function chartFrame(palette: Palette): EChartsOption {
  return {
    animation: false,
    // The description stands in the page, short; the library's own enumerates every number.
    aria: { enabled: false },
    textStyle: { fontFamily: palette.font, color: palette.inkSoft, fontSize: 12 },
    grid: { left: 4, right: 2, top: 30, bottom: 4, containLabel: true },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: 12, lineHeight: 18 },
      transitionDuration: 0,
      shadowBlur: 0,
    },
  };
}

/** The last name of an axis stays within the drawing, which would cut it; before the first one there is room. */
export const endWithin = ({ rightToLeft }: Palette) => ({ alignMaxLabel: rightToLeft ? "left" : "right" }) as const;
