/** Length of a text in code points, as JSON Schema counts: an emoji is one, and two of JavaScript's own units. */
export function characters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count -= 1;
      at += 1;
    }
  }
  return count;
}

/** Whether a text has at least one character and at most so many. */
export const isOfLength = (text: string, most: number): boolean =>
  text.length > 0 && (text.length <= most || (text.length <= 2 * most && characters(text) <= most));
