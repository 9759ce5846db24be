import { check } from "k6";
import http from "k6/http";
import { Counter, Trend } from "k6/metrics";
import { setTimeout } from "k6/timers";
import { newEvent } from "./events.ts";

export const target = {
  ingestUrl: __ENV.ECOMIND_URL ?? "http://127.0.0.1:8080",
  queryUrl: __ENV.ECOMIND_QUERY_URL ?? "http://127.0.0.1:8090",
  apiKey: __ENV.ECOMIND_API_KEY ?? "",
};

/** Events that the edge acknowledged as new: what must be counted at the end. */
const eventsAccepted = new Counter("events_accepted");
/** Events in requests that got no answer, or a refusal that may come again: they may have been taken. */
const eventsUnsure = new Counter("events_unsure");
/** From an event's POST to its answer at the query service, in milliseconds. */
const freshness = new Trend("freshness_ms", true);

const batchSize = 20;

const paramsOf = (part: "ingest" | "query" | "probe", contentType = "application/json") => ({
  headers: { "x-api-key": target.apiKey, "content-type": contentType },
  tags: { part },
  timeout: "10s",
});
const asEvent = paramsOf("ingest");
const asLines = paramsOf("ingest", "application/x-ndjson");
const asQuestion = paramsOf("query");
const asProbe = paramsOf("probe");

function count(status: number, sent: number, accepted = sent): void {
  if (status >= 200 && status < 300) eventsAccepted.add(accepted);
  else if (status === 0 || status >= 500) eventsUnsure.add(sent);
}

/** One event a request. */
export async function postSingle(): Promise<void> {
  const answer = await http.asyncRequest("POST", `${target.ingestUrl}/v1/ingest`, JSON.stringify(newEvent()), asEvent);
  count(answer.status, 1);
  check(answer, { "single: 202": ({ status }) => status === 202 });
}

/** Twenty events a request, as SDKs and gateways send them. */
export async function postBatch(): Promise<void> {
  let body = "";
  for (let n = 0; n < batchSize; n += 1) body += `${JSON.stringify(newEvent())}\n`;
  const answer = await http.asyncRequest("POST", `${target.ingestUrl}/v1/ingest/batch`, body, asLines);
  const { accepted } = answer.status === 202 ? (answer.json() as { accepted: number }) : { accepted: 0 };
  count(answer.status, batchSize, accepted);
  check(answer, { "batch: 202, all accepted": () => accepted === batchSize });
}

const dayMs = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

/** The dashboards' usual questions. */
const questions: readonly (() => string)[] = [
  () => "/v1/today",
  () => `/v1/usage?from=${daysAgo(6)}&interval=day&compare=previous`,
  () => `/v1/usage?from=${daysAgo(6)}&group_by=model`,
  () => `/v1/usage?from=${daysAgo(29)}&group_by=team`,
];

/** What a dashboard asks. */
export async function ask(): Promise<void> {
  const question = questions[Math.floor(Math.random() * questions.length)] ?? (() => "/v1/today");
  const answer = await http.asyncRequest("GET", `${target.queryUrl}${question()}`, null, asQuestion);
  check(answer, { "question: 200": ({ status }) => status === 200 });
}

/** An event's way through the whole system, seen from outside. */
export async function probe(): Promise<void> {
  const event = newEvent();
  const beganMs = Date.now();
  const posted = await http.asyncRequest("POST", `${target.ingestUrl}/v1/ingest`, JSON.stringify(event), asProbe);
  count(posted.status, 1);
  if (!check(posted, { "probe: 202": ({ status }) => status === 202 })) return;
  const path = `${target.queryUrl}/v1/footprint/${event.id}`;
  while (Date.now() - beganMs < 30_000) {
    const found = await http.asyncRequest("GET", path, null, {
      ...asProbe,
      responseCallback: http.expectedStatuses(200, 404),
    });
    if (found.status === 200) break;
    await new Promise<void>((resolve) => setTimeout(() => resolve(), 100));
  }
  freshness.add(Date.now() - beganMs);
}
