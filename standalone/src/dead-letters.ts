import type { ClickHouseClient } from "@ecomind/clickhouse";
import { headers as names, recordRoute, upcast } from "@ecomind/contract";
import type { AppendRecord } from "@ecomind/event-log";

/** Which dead letters; all that is absent does not matter. */
export interface DeadLetterFilter {
  readonly reason?: string | undefined;
  readonly org?: string | undefined;
  /** Set aside at this time or later, milliseconds since 1970. */
  readonly fromMs?: number | undefined;
  /** Set aside before this time, milliseconds since 1970. */
  readonly untilMs?: number | undefined;
  /** Those that were put back into the log as well. @default false */
  readonly replayed?: boolean;
}

/** Dead letters of one reason. */
export interface DeadLetterCount {
  readonly reason: string;
  readonly stage: string;
  readonly count: number;
  /** RFC 3339. */
  readonly first_at: string;
  readonly last_at: string;
}

export interface DeadLetter {
  /** `topic/partition/offset` of the record that was refused. */
  readonly origin: string;
  readonly epoch: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly org_id: string;
  readonly reason: string;
  readonly stage: string;
  readonly detail: string;
  readonly record_at: string;
  readonly dead_at: string;
  readonly replayed_at: string | null;
  readonly key: string;
  /** The original bytes as text; with the header `encoding` they are in base64. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const where = `({reason:String} = '' OR reason = {reason:String}) AND ({org:String} = '' OR org_id = {org:String})
  AND toUnixTimestamp64Milli(dead_at) >= {fromMs:Int64} AND toUnixTimestamp64Milli(dead_at) < {untilMs:Int64}
  AND ({replayed:Bool} OR replayed_at IS NULL)`;
const iso = (column: string) => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%SZ', 'UTC')`;

const parameters = ({ reason, org, fromMs, untilMs, replayed }: DeadLetterFilter) => ({
  reason: reason ?? "",
  org: org ?? "",
  fromMs: fromMs ?? 0,
  untilMs: untilMs ?? Number.MAX_SAFE_INTEGER,
  replayed: replayed ?? false,
});

async function rows<T>(client: ClickHouseClient, query: string, query_params: Record<string, unknown>): Promise<T[]> {
  const result = await client.query({
    query,
    query_params,
    format: "JSONEachRow",
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return await result.json<T>();
}

/** How many there are, by reason. */
export function countDeadLetters(client: ClickHouseClient, filter: DeadLetterFilter): Promise<DeadLetterCount[]> {
  return rows(
    client,
    `SELECT reason, stage, count() AS count, ${iso("min(dead_at)")} AS first_at, ${iso("max(dead_at)")} AS last_at
     FROM dead_letters FINAL WHERE ${where} GROUP BY reason, stage ORDER BY count DESC, reason`,
    parameters(filter),
  );
}

/**
 * Dead letters in the order of their origins.
 * @param after the one that the last page ended with
 */
export function readDeadLetters(
  client: ClickHouseClient,
  filter: DeadLetterFilter,
  limit: number,
  after?: DeadLetter,
): Promise<DeadLetter[]> {
  const place =
    after === undefined
      ? ""
      : "AND (epoch, topic, partition, offset) > ({epoch:UInt32}, {topic:String}, {partition:UInt16}, {offset:UInt64})";
  return rows(
    client,
    `SELECT concat(topic, '/', toString(partition), '/', toString(offset)) AS origin, epoch, topic, partition, offset, org_id, reason, stage,
       detail, ${iso("d.record_at")} AS record_at, ${iso("d.dead_at")} AS dead_at, ${iso("d.replayed_at")} AS replayed_at, key, value, headers
     FROM (SELECT * FROM dead_letters FINAL WHERE ${where} ${place}) AS d
     ORDER BY epoch, topic, partition, offset LIMIT {limit:UInt32}`,
    {
      ...parameters(filter),
      limit,
      ...(after === undefined
        ? {}
        : { epoch: after.epoch, topic: after.topic, partition: after.partition, offset: after.offset }),
    },
  );
}

/** The one of an origin; undefined when there is none. */
export async function findDeadLetter(client: ClickHouseClient, origin: string): Promise<DeadLetter | undefined> {
  const [, topic = "", partition = "", offset = ""] = /^(.+)\/(\d+)\/(\d+)$/.exec(origin) ?? [];
  const found = await rows<DeadLetter>(
    client,
    `SELECT concat(topic, '/', toString(partition), '/', toString(offset)) AS origin, epoch, topic, partition, offset, org_id, reason, stage,
       detail, ${iso("d.record_at")} AS record_at, ${iso("d.dead_at")} AS dead_at, ${iso("d.replayed_at")} AS replayed_at, key, value, headers
     FROM (SELECT * FROM dead_letters FINAL WHERE topic = {topic:String} AND toString(partition) = {partition:String} AND toString(offset) = {offset:String}) AS d`,
    { topic, partition, offset },
  );
  return found[0];
}

/** Where a record goes that is an event of a version that we know; undefined: where its key says. */
function routeOf(value: string): string | undefined {
  const { event } = upcast(value);
  return event && recordRoute(event);
}

/** The record as it was, with a header that says where it was refused. */
export function replayOf({ origin, key, value, headers }: DeadLetter): AppendRecord {
  const { encoding, ...own } = headers;
  return {
    key,
    route: routeOf(value),
    value: Buffer.from(value, encoding === "base64" ? "base64" : "utf8"),
    headers: { ...own, [names.origin]: origin },
  };
}

/**
 * Notes that these are in the log again. The row that says so is newer by a millisecond than the refusal and older than
 * any refusal to come, so that a record that the stream refuses once more is open again.
 */
export async function markReplayed(client: ClickHouseClient, letters: readonly DeadLetter[]): Promise<void> {
  await client.command({
    query: `INSERT INTO dead_letters SELECT * REPLACE (dead_at + toIntervalMillisecond(1) AS dead_at, now64(3) AS replayed_at)
      FROM dead_letters FINAL WHERE (epoch, topic, partition, offset) IN
        (SELECT arrayJoin(arrayZip({epochs:Array(UInt32)}, {topics:Array(String)}, {partitions:Array(UInt16)}, {offsets:Array(UInt64)})))`,
    query_params: {
      epochs: letters.map(({ epoch }) => epoch),
      topics: letters.map(({ topic }) => topic),
      partitions: letters.map(({ partition }) => partition),
      offsets: letters.map(({ offset }) => offset),
    },
  });
}
