import { newApiKey, parseApiKey, secretDigest } from "@ecomind/accounts";
import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { projected } from "./invariants.js";
import type { StoredOrg, Sums } from "./ledger.js";
import type { Credential } from "./load.js";

export interface StoreAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The store as the test looks at it. */
export class StoreClient {
  readonly #client: ClickHouseClient;

  constructor({ url, username, password }: StoreAddress) {
    this.#client = createStoreClient({ url, username, password, application: "faults", requestTimeoutMs: 20_000 });
  }

  async rows<T>(query: string): Promise<T[]> {
    const result = await this.#client.query({
      query,
      format: "JSONEachRow",
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    return await result.json<T>();
  }

  /** Makes a key for each organisation. */
  async organisations(names: readonly string[], scope: "ingest" | "admin" = "ingest"): Promise<Credential[]> {
    const credentials = names.map((org) => ({ org, apiKey: newApiKey() }));
    await this.#client.insert({
      table: "api_keys",
      format: "JSONEachRow",
      values: credentials.map(({ org, apiKey }) => {
        const { keyId, secret } = parseApiKey(apiKey) as { keyId: string; secret: string };
        return {
          key_id: keyId,
          org_id: org,
          name: "faults",
          secret_sha256: secretDigest(secret),
          scopes: [scope],
          created_at: new Date().toISOString().replace("T", " ").replace("Z", ""),
        };
      }),
    });
    return credentials;
  }

  /** End of the last accounted range of each partition. */
  async positions(epoch: number): Promise<ReadonlyMap<number, number>> {
    const rows = await this.rows<{ partition: number; position: number }>(
      `SELECT partition, max(end_offset) AS position FROM batches WHERE epoch = ${epoch} GROUP BY partition`,
    );
    return new Map(rows.map(({ partition, position }) => [partition, position]));
  }

  /** Whether a statement of one of our services is running whose text has this in it. */
  async isRunning(text: string): Promise<boolean> {
    const rows = await this.rows<{ n: number }>(
      `SELECT count() AS n FROM system.processes WHERE startsWith(http_user_agent, 'ecomind-') AND position(query, '${text}') > 0`,
    );
    return (rows[0]?.n ?? 0) > 0;
  }

  async of(org: string): Promise<StoredOrg> {
    const name =
      "concat(toString(id), ' ', formatDateTime(ts, '%Y-%m-%dT%H:%i:%S.'), leftPad(toString(toUnixTimestamp64Milli(ts) % 1000), 3, '0'), 'Z') AS name";
    const stored = await this.rows<{ name: string; revision: number } & Sums>(
      `SELECT ${name}, revision, requests, tokens_in AS tokensIn, tokens_out AS tokensOut FROM current_events WHERE org_id = '${org}' AND response_key = 0`,
    );
    const responses = await this.rows<{ key: string; rank: number } & Sums>(
      `SELECT leftPad(lower(hex(response_key)), 16, '0') AS key, reporter_rank AS rank, requests, tokens_in AS tokensIn, tokens_out AS tokensOut FROM current_events WHERE org_id = '${org}' AND response_key != 0`,
    );
    const dead = await this.rows<{ id: string; ts: string }>(
      `SELECT JSONExtractString(value, 'id') AS id, JSONExtractString(value, 'ts') AS ts FROM dead_letters FINAL WHERE org_id = '${org}'`,
    );
    const [rolledUp] = await this.rows<Sums>(
      projected(
        "usage_15m",
        "sumMerge(`sum(requests)`) AS requests, sumMerge(`sum(tokens_in)`) AS tokensIn, sumMerge(`sum(tokens_out)`) AS tokensOut",
        `org_id = '${org}'`,
      ),
    );
    return {
      stored,
      responses,
      dead: dead.map(({ id, ts }) => `${id} ${ts}`),
      rolledUp: rolledUp ?? { requests: 0, tokensIn: 0, tokensOut: 0 },
    };
  }

  async duplicates(): Promise<number> {
    const [row] = await this.rows<{ n: number }>("SELECT sum(duplicates) AS n FROM batches");
    return row?.n ?? 0;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
