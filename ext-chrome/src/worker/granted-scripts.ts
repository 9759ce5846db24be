import { pagePatterns } from "../manifest.js";
import type { RuleBook } from "../rules/match.js";

/**
 * In the store build, runs the content script where the person has granted a provider: on pages to come, and on those that
 * are open. A page that an earlier version's script watches is taken over; what it reported is known by document and time.
 */
export async function scriptGrantedPages(rules: RuleBook): Promise<void> {
  if (chrome.scripting === undefined) return;
  const patterns = [...new Set(rules.packs.packs.flatMap(pagePatterns))];
  const granted: string[] = [];
  for (const pattern of patterns) if (await chrome.permissions.contains({ origins: [pattern] })) granted.push(pattern);
  await chrome.scripting.unregisterContentScripts();
  if (granted.length === 0) return;
  await chrome.scripting.registerContentScripts([
    { id: "content", matches: granted, js: ["content.js"], runAt: "document_start", allFrames: true },
  ]);
  for (const { id } of await chrome.tabs.query({ url: granted })) {
    if (id === undefined) continue;
    await chrome.scripting
      .executeScript({ target: { tabId: id, allFrames: true }, files: ["content.js"] })
      .catch((error: Error) => console.debug("a page that can't be scripted:", error.name));
  }
}
