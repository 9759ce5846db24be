/** A model as emitters write it: some encode it as in a URL, Google's APIs put `models/` before it. */
export function modelName(sent: string): string {
  const name = sent.includes("%") ? decoded(sent) : sent;
  return name.replace(/^models\//, "").trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A per cent sign that encodes nothing is part of the name.
    return text;
  }
}

/** Whether two names may mean one model: equal, or one with the date or version that the other leaves out. */
export function sameModel(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`) || a === "unknown" || b === "unknown";
}
