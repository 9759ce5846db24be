/** Pixels above a drawing: a line each for its title and for what it is about. */
export const headingHeight = 52;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`);

/**
 * A drawing with a heading above it, so that a picture says by itself what it shows.
 * @param lines title and detail @param colours of the text and of what is behind it
 */
export function titledSvg(
  svg: string,
  lines: readonly string[],
  { width, height }: { readonly width: number; readonly height: number },
  {
    ink,
    muted,
    surface,
    font,
  }: { readonly ink: string; readonly muted: string; readonly surface: string; readonly font: string },
): string {
  const [title = "", detail = ""] = lines;
  const text = (y: number, size: number, weight: number, colour: string, words: string): string =>
    `<text x="10" y="${y}" font-family="${escaped(font)}" font-size="${size}" font-weight="${weight}" fill="${escaped(colour)}">${escaped(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + headingHeight}" viewBox="0 0 ${width} ${height + headingHeight}">`,
    `<title>${escaped(title)}</title><desc>${escaped(detail)}</desc>`,
    `<rect width="100%" height="100%" fill="${escaped(surface)}"/>`,
    text(22, 15, 600, ink, title),
    text(41, 12, 400, muted, detail),
    `<g transform="translate(0 ${headingHeight})">${svg.replace(/^<\?xml[^>]*\?>/, "")}</g></svg>`,
  ].join("");
}
