import { JwtVerifier } from "@ecomind/accounts";
import { startTestIssuer, type TestIssuer } from "@ecomind/accounts/testing";
import { idKey } from "@ecomind/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, startEdge } from "../../ingest/test/fixture.js";
import { tracesOf } from "../../ingest/test/formats/export-request.js";
import { formerIdRule } from "../../stream/src/FormerIds.js";
import { StreamParts } from "../../stream/test/parts.js";
import { type TestDatabase, TestStore } from "../../stream/test/store.js";
import { triesOf } from "./documented-tries.js";

/** A use as one person reports it. */
interface Report {
  /** As the client knows it; undefined: by nothing. */
  readonly id: string | undefined;
  readonly ts: string;
  /** Tell the events of this test apart. */
  readonly tokens: number;
  readonly revision?: number | undefined;
}

const eventOf = ({ id, ts, tokens, revision }: Report) => ({
  ...(id === undefined ? {} : { id }),
  ...(revision === undefined ? {} : { revision }),
  ...{ ts, provider: "openai", model: "gpt-4o", tokens_in: tokens, tokens_out: 1, response_id: `resp_of_${ts}` },
});

/** Ways to report; each makes a path, a media type and a body. */
const doors = {
  one: (report: Report) => ["/v1/ingest", "application/json", eventOf(report)],
  batch: (report: Report) => ["/v1/ingest/batch", "application/json", { events: [eventOf(report)] }],
  cloudevents: (report: Report) => [
    "/v1/cloudevents",
    "application/cloudevents+json",
    { specversion: "1.0", id: report.id ?? "1", source: "/s", type: "use", data: eventOf(report) },
  ],
  traces: ({ id = "", ts, tokens }: Report) => [
    "/v1/traces",
    "application/json",
    tracesOf([
      {
        attributes: {
          ...{ "gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.response.model": "gpt-4o" },
          ...{ "gen_ai.response.id": id, "gen_ai.usage.input_tokens": tokens, "gen_ai.usage.output_tokens": 1 },
        },
        options: {
          ...{ traceId: id.replaceAll("-", ""), spanId: id.slice(-12).padStart(16, "1") },
          ...{ scope: ["openai", "1"], startMs: Date.parse(ts) },
        },
      },
    ]),
  ],
} as const satisfies Record<string, (report: Report) => readonly [string, string, object]>;
type DoorName = keyof typeof doors;

interface Try {
  readonly ann: Report;
  readonly annsDoor: DoorName;
  readonly door: DoorName;
  /** What Mallory sends: the id that Ann's client knows, or the one that the event is stored under. */
  readonly knows: "reported" | "stored" | "STORED";
  readonly isFirst: boolean;
  readonly revision: number | undefined;
}

function allTries(): readonly Try[] {
  const tries: Try[] = [];
  const at = Date.now() - 3_600_000;
  const ids = [() => crypto.randomUUID(), () => `chatcmpl-${tries.length}`, () => undefined] as const;
  for (const annsDoor of ["one", "batch", "cloudevents", "traces"] as const)
    for (const idOf of annsDoor === "traces" ? [ids[0]] : annsDoor === "cloudevents" ? [ids[1]] : ids)
      for (const [knows, isFirst] of [
        ["reported", true],
        ["reported", false],
        ["stored", false],
        ["STORED", false],
      ] as const)
        for (const door of knows === "reported" ? [annsDoor] : (["one", "batch"] as const))
          for (const revision of [undefined, 2_147_483_647]) {
            const ts = new Date(at + tries.length).toISOString();
            const ann = { id: idOf(), ts, tokens: 1_000 + tries.length };
            tries.push({ ann, annsDoor, door, knows, isFirst, revision });
          }
  return tries;
}

let issuer: TestIssuer;
let edge: EdgeFixture;
let store: TestStore;
let database: TestDatabase;
let parts: StreamParts;
let held: ReadonlyMap<number, number>;
const read = new Map<number, number>();
beforeAll(async () => {
  issuer = await startTestIssuer();
  edge = await startEdge({
    jwtVerifier: new JwtVerifier({ ...issuer, cooldownMs: 0 }),
    formerIdsUntilMs: () => Number.POSITIVE_INFINITY,
  });
  store = await TestStore.start();
  database = await store.database();
  parts = new StreamParts(database);
  held = await parts.take([0, 1]);
}, 60_000);
afterAll(async () => {
  await parts?.close();
  await store?.stop();
  await edge?.dispose();
  await issuer?.stop();
});

async function send(token: string, door: DoorName, report: Report): Promise<void> {
  const [path, type, body] = doors[door](report);
  const response = await fetch(`${edge.url}${path}`, {
    method: "POST",
    headers: { "content-type": type, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect([response.status, await response.text()]).toEqual([
    door === "traces" ? 200 : 202,
    expect.not.stringContaining('rejected":1'),
  ]);
}

/** Publishes what has come since, as the stream does. */
async function publish(): Promise<void> {
  const fresh = (await edge.stored()).filter(({ partition, offset }) => offset >= (read.get(partition) ?? 0));
  for (const { partition, offset } of fresh) read.set(partition, offset + 1);
  const rule = formerIdRule(Number.POSITIVE_INFINITY, idKey("a secret of the tests' own"));
  await parts.publish(fresh, held, rule);
}

const annsEvents = async () =>
  new Map(
    (
      await database.rows<{ id: string; tokens: number; ms: number }>(
        "SELECT toString(id) AS id, tokens_in AS tokens, toUnixTimestamp64Milli(ts) AS ms FROM current_events WHERE user_id = 'ann'",
      )
    ).map(({ id, tokens, ms }) => [new Date(ms).toISOString(), { id, tokens }]),
  );

test("nobody's token takes over, takes back or keeps out what another person reports", async () => {
  const tries = allTries();
  expect(tries).toHaveLength(triesOf("other-persons-events.test.ts") ?? -1);
  const ann = await issuer.token({ sub: "ann", roles: ["viewer"] });
  const mallory = await issuer.token({ sub: "mallory", roles: ["viewer"] });
  const attack = async (isFirst: boolean, idOf: (one: Try) => string | undefined) => {
    const sent = tries.filter((some) => some.isFirst === isFirst);
    await Promise.all(
      sent.map((one) => send(mallory, one.door, { ...one.ann, id: idOf(one), tokens: 7, revision: one.revision })),
    );
    await publish();
  };
  const reportAll = async () => {
    await Promise.all(tries.map(({ annsDoor, ann: report }) => send(ann, annsDoor, report)));
    await publish();
  };
  const asReported = new Map(tries.map(({ ann: { ts, tokens } }) => [ts, tokens]));
  const tokensOfAnn = async () => new Map([...(await annsEvents())].map(([ts, { tokens }]) => [ts, tokens]));

  await attack(true, (one) => one.ann.id);
  await reportAll();
  expect(await tokensOfAnn()).toEqual(asReported);
  const stored = await annsEvents();
  await attack(false, ({ knows, ann: { id, ts } }) => {
    const seen = stored.get(ts)?.id;
    return knows === "reported" ? id : knows === "stored" ? seen : seen?.toUpperCase();
  });
  expect(await tokensOfAnn()).toEqual(asReported);

  // Her own retries count once, and her corrections take the place of what she said before, under either id.
  await reportAll();
  expect(await tokensOfAnn()).toEqual(asReported);
  const corrected = new Map<string, number>();
  const corrections = tries.map(({ annsDoor, ann: report }, index) => {
    corrected.set(report.ts, 100_000 + index);
    const isOther = annsDoor === "cloudevents" || annsDoor === "traces" || report.id === undefined || index % 2 === 0;
    const id = isOther ? stored.get(report.ts)?.id : report.id;
    return send(ann, "one", { ...report, id, tokens: 100_000 + index, revision: 9 });
  });
  await Promise.all(corrections);
  await publish();
  expect(await tokensOfAnn()).toEqual(corrected);
  const [mallorys] = await database.rows(
    "SELECT uniqExact(id) AS ids, countIf(user_id != 'mallory') AS of_others FROM current_events WHERE tokens_in = 7",
  );
  expect(mallorys).toEqual({ ids: tries.length, of_others: 0 });
  expect(await database.violations()).toEqual([]);
}, 120_000);
