/** Two digits that stand for a version with its point left out: gpt-35, qwen35-122b, llama31. */
const glued = /^(gpt|qwen|llama|gemini|glm)-?([1-9])([1-9])(?=-|$)/;

/**
 * What spellings of one name have in common: gpt-5.5 and gpt-5-5, llama3.1-8b and llama-v3p1-8b, claude-4.5-sonnet and
 * claude-sonnet-4-5. Only for comparison with other keys.
 * @param name lower case
 */
export function nameKey(name: string): string {
  return name
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/(\d)p(?=\d)/g, "$1-")
    .replace(glued, "$1-$2-$3")
    .replaceAll(/(^|-)v(?=\d)/g, "$1")
    .replaceAll(/([a-z])(?=\d)|(\d)(?=[a-z])/g, "$1$2-")
    .replace(/^claude-(\d+(?:-\d+)?)-([a-z]+)/, "claude-$2-$1")
    .replaceAll(/-{2,}/g, "-")
    .replace(/^-|-$/g, "");
}
