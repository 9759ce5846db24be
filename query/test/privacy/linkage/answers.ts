// biome-ignore-all lint/suspicious/noExplicitAny: the answers have been held against the document
import { expect } from "vitest";
import type { QueryFixture } from "../../fixture.js";
import { apps } from "./company.js";
import type { Interval, PublishedAnswer, PublishedRow } from "./joins.js";

export const everyInterval: readonly Interval[] = ["15m", "hour", "day", "week", "month", "total"];
const seconds = ["provider", "model", "region", "source", "basis", "tier"] as const;
const range = "from=2026-01-01&to=2026-02-28";
const metrics = ["requests", "tokens_in", "tokens_cached", "tokens_out"];
const chosen = metrics.map((name) => `metrics=${name}`).join("&");

/** Questions of an analyst to the API whose answers are rows of use, by their group: each is asked with each interval. */
const groupings: readonly (readonly string[])[] = [
  ...["user", "team", "label:project", "label:app"].flatMap((name) => [
    [name],
    ...seconds.map((second) => [name, second]),
  ]),
  ...["team", "label:project", "label:app"].map((name) => ["user", name]),
  ...["label:project", "label:app"].map((name) => ["team", name]),
];

/** Statements of an analyst. Coarser times, and sums by team or project alone, are what a join adds up itself. */
const eventFigures = "tokens_in, tokens_cached, tokens_out";
const rollupFigures = "requests, tokens_in, tokens_cached, tokens_out";
const rollupColumns =
  "formatDateTime(bucket, '%FT%TZ', 'UTC') AS start, team, provider, model, region, source, toString(tokens_basis) AS basis";
const statements: readonly (readonly [name: string, interval: PublishedAnswer["interval"], query: string])[] = [
  ...["events", "events_footprint"].flatMap((table) => {
    const columns = `formatDateTime(ts, '%FT%TZ', 'UTC') AS start, toString(id) AS id, provider, model, region, source, toString(tokens_basis) AS basis, ${eventFigures}`;
    return [
      [`${table}`, "event", `SELECT ${columns} FROM ${table}`] as const,
      [`${table} with team`, "event", `SELECT ${columns}, team FROM ${table}`] as const,
      [
        `${table} with labels`,
        "event",
        `SELECT ${columns}, labels['project'] AS project, labels['app'] AS app FROM ${table}`,
      ] as const,
      [`${table} with persons`, "event", `SELECT ${columns}, user_id AS user FROM ${table}`] as const,
    ];
  }),
  ["usage_15m", "15m", `SELECT ${rollupColumns}, ${rollupFigures} FROM usage_15m`],
  ["footprint_15m", "15m", `SELECT ${rollupColumns}, ${rollupFigures} FROM footprint_15m`],
  [
    "footprint_15m_of",
    "15m",
    `SELECT ${rollupColumns}, ${rollupFigures} FROM footprint_15m_of(factor_set = {set:String})`,
  ],
  ["usage_history", "15m", `SELECT ${rollupColumns}, ${rollupFigures} FROM usage_history FINAL`],
  // Without the team's name its rows are still one for each team.
  [
    "usage_history by row",
    "15m",
    `SELECT ${rollupColumns.replace("team, ", "")}, ${rollupFigures} FROM usage_history FINAL`,
  ],
  [
    "usage_user_1h",
    "hour",
    `SELECT formatDateTime(bucket, '%FT%TZ', 'UTC') AS start, user_id AS user, team, model, region, ${rollupFigures} FROM usage_user_1h`,
  ],
];

interface Event extends PublishedRow {
  readonly ts: string;
  readonly id: string;
  readonly user_id: string;
  readonly labels: Readonly<Record<string, string>> | string;
  readonly tokens_basis: string;
}
interface Row {
  readonly start: string;
  readonly group: readonly string[];
  readonly requests: number;
}

/** Rows of `/v1/usage` by the names of their groups. */
const rowsOf = (body: { rows: readonly Row[] }, groupBy: readonly string[], known: PublishedRow = {}): PublishedRow[] =>
  body.rows.map(({ group, ...row }) => ({
    ...row,
    ...Object.fromEntries(groupBy.map((name, at) => [nameOf(name), group[at]])),
    ...known,
  }));
const nameOf = (dimension: string): string => dimension.replace(/^label:/, "");

type Ask = (path: string, body?: object) => Promise<any>;
type Questions = readonly (() => Promise<void>)[];

/**
 * Every answer that a person who may read, and nothing else, is given about an organisation's two months. What is refused
 * is not there; an answer that is neither given nor refused for its few persons fails the test.
 */
export async function publishedAnswers(
  api: QueryFixture,
  org: string,
  { teams, intervals }: { readonly teams: readonly string[]; readonly intervals: readonly Interval[] },
): Promise<PublishedAnswer[]> {
  const token = await api.issuer.token({ sub: "reader", org_id: org, roles: ["analyst"] });
  const ask: Ask = async (path, body) => {
    const answer = await api.call(path, {
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    const refusal = body === undefined ? "group_too_small" : "sql_refused";
    if (answer.status !== 200) expect([path, answer.body.code]).toEqual([path, refusal]);
    return answer.status === 200 ? answer.body : undefined;
  };
  const answers: PublishedAnswer[] = [];
  const add = (answer: PublishedAnswer): void => void answers.push(answer);
  const [event] = (await ask(`/v1/events?${range}&limit=1`)).events as Event[];
  await allOf([
    ...usageQuestions(ask, add, intervals),
    ...eventQuestions(ask, add, teams, event?.id ?? ""),
    // One after the other: an organisation may run two at a time.
    async () => {
      for (const [name, interval, query] of statements) {
        const body = await ask("/v1/sql", { query, parameters: { set: api.factors.version } });
        if (body !== undefined) add({ name: `SQL ${name}`, interval, rows: sqlRows(body) });
      }
    },
  ]);
  return answers;
}

/** Asks several questions at a time. */
async function allOf(questions: Questions): Promise<void> {
  const left = [...questions];
  const ask = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await next();
  };
  await Promise.all(Array.from({ length: 6 }, ask));
}

const byDimensions = (groupBy: readonly string[]): string => groupBy.map((name) => `group_by=${name}`).join("&");

function usageQuestions(ask: Ask, add: (answer: PublishedAnswer) => void, intervals: readonly Interval[]): Questions {
  const usage =
    (question: string, groupBy: readonly string[], interval: Interval, known: PublishedRow = {}) =>
    async () => {
      const body = await ask(`/v1/usage?interval=${interval}&${question}&${byDimensions(groupBy)}&${chosen}`);
      if (body === undefined) return;
      const digits = body.averaged === undefined ? {} : { digits: body.averaged.significant_digits };
      // Of one month, the total is that month's.
      const cut = interval === "total" && !question.includes(range) ? "month" : interval;
      add({
        name: `usage ${question} by ${groupBy}, ${interval}`,
        interval: cut,
        rows: rowsOf(body, groupBy, known),
        ...digits,
      });
    };
  const file = async (groupBy: readonly string[], interval: Interval): Promise<void> => {
    const body = await ask(
      `/v1/usage/export?${range}&interval=${interval}&top=1000&format=ndjson&${byDimensions(groupBy)}`,
    );
    if (body === undefined) return;
    const rows = linesOf(body).map((line) => ({
      ...line,
      project: line["label:project"],
      app: line["label:app"],
    })) as PublishedRow[];
    add({ name: `file of usage by ${groupBy}, ${interval}`, interval, rows, digits: 2 });
  };
  const daily = (groupBy: string) => async () => {
    const body = await ask(`/v1/aggregate/daily?${range}&group_by=${groupBy}`);
    if (body === undefined) return;
    const rows = body.data.map((row: Record<string, string>) => ({
      start: `${row.date}T00:00:00Z`,
      user: row.user_id,
      model: row.model ?? "",
      provider: row.provider ?? "",
      requests: row.call_count,
    }));
    add({ name: `daily by ${groupBy}`, interval: "day", rows });
  };
  return [
    ...groupings.flatMap((groupBy) => intervals.map((interval) => usage(`${range}&top=1000`, groupBy, interval))),
    ...["from=2026-01-01&to=2026-01-31", "from=2026-02-01&to=2026-02-28"].flatMap((month) =>
      ["top=5", "top=12", "top=1000"].map((top) => usage(`${month}&${top}`, ["user"], "total")),
    ),
    ...["user-0-0", "user-1-0"].flatMap((user) => [
      usage(`${range}&user=${user}`, ["model"], "hour", { user }),
      usage(`${range}&user=${user}`, ["team"], "total", { user }),
    ]),
    // One after the other: an organisation may have few files at a time.
    async () => {
      for (const groupBy of [["user"], ["user", "model"], ["team"], ["label:project"], ["label:app"]])
        for (const interval of ["hour", "month", "total"] as const) await file(groupBy, interval);
    },
    ...["user", "user,model", "user,provider"].map(daily),
  ];
}

function eventQuestions(
  ask: Ask,
  add: (answer: PublishedAnswer) => void,
  teams: readonly string[],
  id: string,
): Questions {
  const list =
    (filter: string, known: PublishedRow = {}) =>
    async () => {
      const events: Event[] = [];
      for (let next: string | null = ""; next !== null; ) {
        const body = await ask(`/v1/events?${range}&limit=1000${filter}${next === "" ? "" : `&cursor=${next}`}`);
        if (body === undefined) return;
        events.push(...body.events);
        next = body.next;
      }
      add({ name: `events${filter}`, interval: "event", rows: eventRows(events, known) });
    };
  return [
    list(""),
    ...teams.map((team) => list(`&team=${team}`, { team })),
    ...["project-0-0", "project-1-0"].map((project) => list(`&label=project=${project}`, { project })),
    ...apps.map((app) => list(`&label=app=${app}`, { app })),
    ...["user-0-0", "user-1-0"].map((user) => list(`&user=${user}`, { user })),
    async () => {
      const file = await ask(`/v1/events/export?${range}&format=ndjson`);
      add({ name: "file of events", interval: "event", rows: eventRows(linesOf(file) as unknown as Event[]) });
    },
    async () => {
      const { event } = await ask(`/v1/footprint/${id}`);
      add({ name: "one event's footprint", interval: "event", rows: eventRows([event]) });
    },
  ];
}

const linesOf = (body: string): Record<string, string>[] =>
  body
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const eventRows = (events: readonly Event[], known: PublishedRow = {}): PublishedRow[] =>
  events.map(({ ts, user_id, team, labels, tokens_basis, ...event }) => ({
    ...event,
    start: ts,
    user: user_id,
    team,
    ...(typeof labels === "string" ? JSON.parse(labels) : labels),
    basis: tokens_basis,
    ...known,
  }));

/** Rows of SQL by the names of their columns; 64-bit integers come as text. */
const sqlRows = ({ columns, rows }: { columns: { name: string }[]; rows: unknown[][] }): PublishedRow[] =>
  rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name }, at) => [name, /^(requests|tokens)/.test(name) ? Number(row[at]) : row[at]]),
    ),
  );
