/**
 * One spelling for the many of a name that no list has: qwen4-9b, qwen-4-9b; glm-9p5, glm-9-5 and glm-9.5.
 * @param name lower case, without dress
 */
export function plainName(name: string): string {
  const pointed = name.replaceAll(/(\d)p(?=\d)/g, "$1.");
  if (pointed.startsWith("claude"))
    return pointed.replaceAll(/(\d)\.(?=\d)/g, "$1-").replace(/^claude-(\d+(?:-\d+)?)-([a-z]+)/, "claude-$2-$1");
  return pointed
    .replace(/^(llama|qwen|mistral|gemma|phi|yi|hermes)-?v(?=\d)/, "$1-")
    .replaceAll(/(?<![a-z])([a-z]{3,})(?=\d)/g, "$1-")
    .replaceAll(/(\d)-(?=\d{1,2}(?:-|$))/g, "$1.");
}
