import type { Site } from "./sites.js";
import { type Call, Traffic } from "./traffic.js";

export interface Scenario {
  readonly name: string;
  readonly traffic: Traffic;
  /** Bytes of each turn, undefined where they can't be known. */
  readonly expected: readonly (number | undefined)[];
}

const s = 1_000;
const bytes = 20_000;

/** Everything that happens around one kind of prompt of a site. */
function aroundPrompt(site: Site, url: string, label: string): Scenario[] {
  const { contentType } = site;
  const prompt = (extra: Partial<Call> = {}): Call => ({ url, atMs: s, contentType, ...extra });
  const one = (name: string, extra: Partial<Call>, expected: Scenario["expected"]): Scenario => ({
    name: `${label}: ${name}`,
    traffic: new Traffic().call(prompt(extra)),
    expected,
  });
  const stopped = { end: "error", page: "empty" } as const;
  return [
    one("answered", {}, [bytes]),
    one("answered at length", { durationMs: 900 * s, bytes: 900_000 }, [900_000]),
    one("a large answer by XHR", { initiatorType: "xmlhttprequest", bytes: 90_000 }, [90_000]),
    one("status 201", { status: 201 }, [bytes]),
    one("stopped in mid-answer", stopped, [undefined]),
    one("stopped in mid-answer, under its other name", { ...stopped, error: "net::ERR_FAILED" }, [undefined]),
    one("stopped before the answer began", { ...stopped, status: 0, durationMs: 200 }, [undefined]),
    one("tab closed", { end: "error", page: "none" }, [undefined]),
    one("tab closed, and the end never seen", { end: "open" }, [undefined]),
    one("page left, the stream runs on, never restored", { page: "none", durationMs: 60 * s }, [undefined]),
    one("page left, restored an hour later", { toldAtMs: 3_700 * s }, [bytes]),
    one("body that nobody reads", { page: "none" }, [undefined]),
    one("another origin's answer without sizes", { page: "empty" }, [undefined]),
    one("cut off by the server in mid-answer", { end: "error", error: "net::ERR_HTTP2_PROTOCOL_ERROR" }, [bytes]),
    one("made by the page's own service worker", { byServiceWorker: true, toldAtMs: 4_000 }, [bytes]),
    one("in an iframe", { document: "doc-frame" }, [bytes]),
    one("429", { status: 429, contentType: "application/json", bytes: 120 }, []),
    one("401", { status: 401, contentType: "application/json", bytes: 80 }, []),
    one("403 of a bot check", { status: 403, contentType: "text/html", bytes: 8_000 }, []),
    one("500", { status: 500, contentType: "text/plain", bytes: 20 }, []),
    one("503 with a stream's content type", { status: 503 }, []),
    one("connection refused", { ...stopped, status: 0, error: "net::ERR_CONNECTION_REFUSED" }, []),
    one("offline", { ...stopped, status: 0, error: "net::ERR_INTERNET_DISCONNECTED" }, []),
    one("reset before the answer began", { ...stopped, status: 0, error: "net::ERR_CONNECTION_RESET" }, []),
    one("read, not sent", { method: "GET", contentType: "application/json", bytes: 6_000 }, []),
    one("read as a stream, not sent", { method: "GET" }, []),
    one("a preflight", { method: "OPTIONS", status: 204, page: "none" }, []),
    one("deleted", { method: "DELETE", status: 204, bytes: 0 }, []),
    one(
      "redirected to a sign-in page",
      { redirectTo: { url: site.page, method: "GET" }, contentType: "text/html" },
      [],
    ),
    one("redirected to itself, to be sent again", { redirectTo: { url } }, [bytes]),
    one("its end only seen by the worker", { worker: "end" }, [bytes]),
    one("its begin only seen by the worker", { worker: "begin" }, [bytes]),
    one("not seen by the worker", { worker: "none" }, [bytes]),
    one("stopped, not seen by the worker, told with a status", { ...stopped, worker: "none" }, [undefined]),
    one("read, not seen by the worker", { worker: "none", method: "GET", contentType: "text/html", bytes: 900 }, []),
    one("429, not seen by the worker", { worker: "none", status: 429 }, []),
    one("as a beacon, which no chat does", { worker: "none", initiatorType: "beacon" }, []),
    {
      name: `${label}: 429, then sent again by the page`,
      traffic: new Traffic().call(prompt({ status: 429 })).call(prompt({ atMs: 9 * s })),
      expected: [bytes],
    },
    {
      name: `${label}: three in a row`,
      traffic: new Traffic()
        .call(prompt())
        .call(prompt({ atMs: 20 * s, bytes: 30_000 }))
        .call(prompt({ atMs: 40 * s, bytes: 40_000 })),
      expected: [bytes, 30_000, 40_000],
    },
    {
      name: `${label}: stopped, and sent again at once`,
      traffic: new Traffic()
        .call(prompt({ ...stopped, durationMs: 400, page: "none" }))
        .call(prompt({ atMs: 1_600, bytes: 30_000 })),
      expected: [undefined, 30_000],
    },
    {
      name: `${label}: two answers side by side`,
      traffic: new Traffic()
        .call(prompt({ bytes: 11_000 }))
        .call(prompt({ atMs: s + 10, bytes: 12_000, durationMs: 5_000 })),
      expected: [11_000, 12_000],
    },
    {
      name: `${label}: two tabs at the same moment`,
      traffic: new Traffic()
        .call(prompt({ bytes: 11_000 }))
        .call(prompt({ document: "doc-2", tab: 2, bytes: 12_000, atMs: s + 1 })),
      expected: [11_000, 12_000],
    },
    {
      name: `${label}: the browser ends in mid-answer, and begins again`,
      traffic: new Traffic().call(prompt({ end: "open" })).restart(60 * s),
      expected: [undefined],
    },
  ];
}

/** What surrounds prompts, and what carries them on. */
function aroundSite(site: Site): Scenario[] {
  const { contentType } = site;
  const url = site.prompts[0] as string;
  const json = "application/json";
  const noise = (atMs: number): Call[] => [
    ...site.never.map((address, index) => ({
      url: address,
      atMs: atMs + 40 * index,
      contentType: json,
      durationMs: 90,
    })),
    { url: site.poll, method: "GET", atMs: atMs + 700, contentType: json, durationMs: 50 },
    { url: site.poll, method: "GET", atMs: atMs + 3_000, contentType: json, durationMs: 50 },
    { url: site.beacon, atMs: atMs + 900, contentType: json, durationMs: 20, initiatorType: "beacon" },
  ];
  const carried: Scenario[] = [];
  const part = (extra: Partial<Call>): Call => ({
    url: site.resume ?? site.replay ?? "",
    atMs: s,
    contentType,
    ...extra,
  });
  if (site.resume !== undefined)
    carried.push(
      {
        name: "handed over to a second stream",
        traffic: new Traffic()
          .call({ url, atMs: s, contentType, bytes: 3_000, durationMs: 500 })
          .call(part({ atMs: 2 * s, durationMs: 120 * s, bytes: 50_000 })),
        expected: [53_000],
      },
      {
        name: "handed over twice",
        traffic: new Traffic()
          .call({ url, atMs: s, contentType, bytes: 3_000, durationMs: 500 })
          .call(part({ atMs: 2 * s, durationMs: 20 * s, bytes: 50_000 }))
          .call(part({ atMs: 23 * s, durationMs: 20 * s, bytes: 7_000 })),
        expected: [60_000],
      },
      {
        name: "two tabs, each handed over",
        traffic: new Traffic()
          .call({ url, atMs: s, contentType, bytes: 1_000, durationMs: 500 })
          .call({ url, atMs: s + 1, contentType, bytes: 2_000, durationMs: 500, tab: 2, document: "doc-2" })
          .call(part({ atMs: 2 * s, bytes: 50_000 }))
          .call(part({ atMs: 2 * s + 1, bytes: 60_000, tab: 2, document: "doc-2" })),
        expected: [51_000, 62_000],
      },
      { name: "a resumed stream after a reload", traffic: new Traffic().call(part({})), expected: [] },
    );
  if (site.replay !== undefined)
    carried.push(
      {
        name: "cut off, and repeated from its beginning",
        traffic: new Traffic()
          .call({ url, atMs: s, contentType, bytes: 9_000, end: "error", error: "net::ERR_NETWORK_CHANGED" })
          .call(part({ atMs: 4 * s, bytes: 24_000 })),
        expected: [24_000],
      },
      { name: "repeated after a reload", traffic: new Traffic().call(part({})), expected: [] },
    );
  const all = new Traffic();
  for (const call of noise(0)) all.call(call);
  const unseen = new Traffic();
  for (const call of noise(0)) unseen.call({ ...call, worker: "none" });
  const streamed = new Traffic();
  for (const call of noise(0)) streamed.call({ ...call, contentType: "text/event-stream" });
  const within = new Traffic().call({ url, atMs: 2 * s, contentType });
  for (const call of noise(s)) within.call(call);
  return [
    ...carried,
    { name: "a page without a prompt", traffic: all, expected: [] },
    { name: "a page without a prompt, not seen by the worker", traffic: unseen, expected: [] },
    { name: "a page without a prompt, all answers as streams", traffic: streamed, expected: [] },
    { name: "one prompt between polls and beacons", traffic: within, expected: [bytes] },
    {
      name: "the address with something behind it",
      traffic: new Traffic().call({ url: `${url.replace(/\?.*/, "")}/drafts/list`, atMs: s, contentType }),
      expected: [],
    },
    {
      name: "the same address at another host",
      traffic: new Traffic().call({
        url: url.replace(/^https:\/\/[^/]+/, "https://chat.example"),
        atMs: s,
        contentType,
      }),
      expected: [],
    },
  ];
}

export const scenariosOf = (site: Site): Scenario[] => [
  ...site.prompts.flatMap((url, index) => aroundPrompt(site, url, `prompt ${index + 1}`)),
  ...aroundSite(site),
];
