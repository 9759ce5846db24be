import type { RuleBook } from "../rules/match.js";
import { pathHash, type RequestSighting } from "./sightings.js";

/** What detection uses of a webRequest event. */
export interface RequestDetails {
  readonly requestId: string;
  readonly url: string;
  readonly method: string;
  readonly tabId: number;
  readonly documentId?: string | undefined;
  readonly timeStamp: number;
  readonly statusCode?: number;
  readonly error?: string;
}

export type RequestStage = "begin" | "sent" | "redirect" | "headers" | "completed" | "error";

/** How an abort is named: which of the two is chance. */
const abortNames: ReadonlySet<string> = new Set(["net::ERR_ABORTED", "net::ERR_FAILED"]);

/**
 * What a webRequest event adds to what is known of a request.
 * @param before undefined for the first event, or when the earlier ones were lost
 * @returns undefined for a request that no rule speaks of
 */
export function readRequest(
  stage: RequestStage,
  details: RequestDetails,
  run: string,
  rules: RuleBook,
  before: RequestSighting | undefined,
): RequestSighting | undefined {
  const url = new URL(details.url);
  const match = rules.classify(details.method, url);
  if (before === undefined) {
    if (match === undefined) return undefined;
    before = {
      key: `${run} ${details.requestId}`,
      pack: match.pack.id,
      kind: match.kind,
      path: pathHash(url.pathname),
      tab: details.tabId,
      document: details.documentId ?? "",
      startMs: details.timeStamp,
      begun: stage === "begin",
      sent: stage !== "begin",
      status: 0,
    };
  } else if (stage === "begin") {
    // After a redirect, the last address and method decide; a page knows the request by its first.
    const kind = match?.pack.id === before.pack ? match.kind : "never";
    return { ...before, kind };
  }
  const status = details.statusCode ?? before.status;
  switch (stage) {
    case "begin":
    case "redirect":
      return before;
    case "sent":
      return { ...before, sent: true };
    case "headers":
      return { ...before, sent: true, status };
    case "completed":
      return { ...before, sent: true, status, endMs: details.timeStamp, end: "completed" };
    case "error": {
      const end = abortNames.has(details.error ?? "") ? "aborted" : "failed";
      return { ...before, endMs: details.timeStamp, end };
    }
  }
}
