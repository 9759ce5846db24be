import type { Palette } from "../../charts/palette.js";

/** Colours of a chart's element, as the theme has them now. */
export function paletteOf(element: HTMLElement): Palette {
  const resolved = (name: string, which = ".colours"): string => {
    const probe = element.shadowRoot?.querySelector<HTMLElement>(which);
    if (!probe) return "#888";
    probe.style.color = /^[A-Z]/.test(name) ? name : `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  return {
    ink: resolved("ink"),
    inkSoft: resolved("ink-3"),
    line: resolved("line"),
    // Forced, every colour of a text is the text's own: what lies behind has a name of the system.
    surface: matchMedia("(forced-colors: active)").matches ? resolved("Canvas", ".own") : resolved("surface"),
    series: [1, 2, 3, 4, 5, 6].map((number) => resolved(`series-${number}`, ".own")),
    other: resolved("series-other", ".own"),
    // Names stand in attributes of the drawing, which double quotes would end.
    font: getComputedStyle(element).fontFamily.replaceAll('"', "'"),
    reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    rightToLeft: getComputedStyle(element).direction === "rtl",
  };
}
