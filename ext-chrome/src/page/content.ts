import { type EntryReport, readEntry, type Watch } from "./read-entry.js";

/**
 * Reports sizes and times of a provider's requests, from Resource Timing: no text, no address. It keeps each report until
 * the worker has stored it.
 */
let watches: readonly Watch[] | undefined;
let early: PerformanceResourceTiming[] = [];
let waiting: EntryReport[] = [];
let isSending = false;

const observer = new PerformanceObserver((list) => read(list.getEntries() as PerformanceResourceTiming[]));

function read(entries: PerformanceResourceTiming[]): void {
  if (watches === undefined) {
    early.push(...entries);
    return;
  }
  // A page's own clock stands still while the machine sleeps.
  const offsetMs = Date.now() - performance.now();
  for (const entry of entries) {
    const report = readEntry(entry, watches, offsetMs);
    if (report !== undefined) waiting.push(report);
  }
  void send();
}

/** @returns what the worker answers; undefined when it can't be reached */
async function ask<T>(message: unknown): Promise<T | undefined> {
  try {
    return (await chrome.runtime.sendMessage(message)) ?? undefined;
  } catch {
    // The worker ended before it answered, or this script belongs to an extension that was updated.
    return undefined;
  }
}

async function send(): Promise<void> {
  if (isSending || waiting.length === 0) return;
  isSending = true;
  const sent = waiting.slice(0, 100);
  const isStored = (await ask({ type: "entries", entries: sent })) === true;
  isSending = false;
  if (isStored) waiting = waiting.slice(sent.length);
  if (waiting.length === 0) return;
  if (isStored) void send();
  else retry(send);
}

/** Later, unless this script is an orphan: its pages are then the new one's. */
function retry(what: () => Promise<void>): void {
  if (chrome.runtime?.id !== undefined) setTimeout(what, 500);
  else observer.disconnect();
}

async function begin(): Promise<void> {
  const answer = await ask<readonly Watch[]>({ type: "begin", host: location.hostname });
  if (answer === undefined) return retry(begin);
  if (answer.length === 0) return observer.disconnect();
  watches = answer;
  const entries = early;
  early = [];
  read(entries);
}

observer.observe({ type: "resource", buffered: true });
void begin();
