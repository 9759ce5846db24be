/** One step of a JSON pointer (RFC 6901). */
export const step = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/**
 * The JSON pointer of the first text that is not Unicode: JSON may write half of a surrogate pair, and the store refuses
 * the row that holds it. A name that is broken counts as its object. Undefined: all text is whole.
 * @param value a body that its schema takes, which bounds its depth
 */
export function brokenText(value: unknown, pointer = ""): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : pointer;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!name.isWellFormed()) return pointer;
    const found = brokenText(inner, pointer + step(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
