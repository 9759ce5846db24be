import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { createLogger } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportFormats, streamedFormats } from "../../src/exports/send-export.js";
import { operations } from "../../src/operations.js";
import { type Answer, type QueryFixture, startQuery } from "../fixture.js";
import { startStoreProxy } from "../store-proxy.js";

const range = "from=2026-03-01&to=2026-03-31";
/** Every operation that gives a file. */
const files: Readonly<Record<string, string>> = {
  exportUsage: `/v1/usage/export?${range}&group_by=model`,
  exportFocus: `/v1/usage/export/focus?${range}`,
  exportEvents: `/v1/events/export?${range}`,
  exportUser: "/v1/users/ada/export?",
};
/** Whose figures come by the client of all questions. */
const isOfUsage = (id: string): boolean => id === "exportUsage" || id === "exportFocus";
const each = Object.entries(files).flatMap(([id, path]) =>
  (isOfUsage(id) ? exportFormats : streamedFormats).map((format) => [id, format, path] as const),
);

const account = { username: "default", password: "", application: "test" };
let api: QueryFixture;
let headers: Readonly<Record<string, string>>;
/** In front of the engine: resets a connection after so many bytes of an answer. */
let most = Number.POSITIVE_INFINITY;
let proxy: Awaited<ReturnType<typeof startStoreProxy>>;
let through: ClickHouseClient;
const away = createStoreClient({ ...account, url: "http://127.0.0.1:9" });

beforeAll(async () => {
  api = await startQuery();
  headers = { "x-api-key": await api.key(["admin"]) };
  await api.client.command({
    query: `INSERT INTO events (org_id, ts, id, user_id, provider, model, tokens_basis)
      SELECT 'acme', toDateTime64('2026-03-10 00:00:00', 3, 'UTC') + number / 100, generateUUIDv4(), 'ada', 'openai', 'gpt-4o', 'reported' FROM numbers(200000)`,
  });
  proxy = await startStoreProxy(api.engine.url, {
    fromStore(socket, given) {
      if (given > most) setImmediate(() => socket.resetAndDestroy());
      return true;
    },
  });
  through = createStoreClient({ ...account, url: proxy.url });
});
afterAll(async () => {
  await through?.close();
  await away.close();
  proxy?.stop();
  await api?.stop();
});

/** A service with another way to the store, and what it logs. */
async function serviceWith(clients: { client?: ClickHouseClient; exportClient?: ClickHouseClient }) {
  const lines: string[] = [];
  const logger = createLogger({ service: "query", destination: { write: (line: string) => void lines.push(line) } });
  const service = await startQuery({ client: api.client, keyRing: api.keyRing, logger, ...clients }, { beside: api });
  const counted = async (operation: string, status: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const mark = `query_requests_total{operation="${operation}",status="${status}"`;
    return Number(/\d+$/.exec(text.split("\n").find((line) => line.startsWith(mark)) ?? "0")?.[0]);
  };
  return { service, lines, counted };
}

test("every operation that gives a file is tried here", () => {
  expect(Object.keys(files)).toEqual(operations.filter(({ downloads }) => downloads).map(({ id }) => id));
});

describe("a store that is away is told as such, and not as a file that breaks off", () => {
  let without: Awaited<ReturnType<typeof serviceWith>>;
  let withoutFiles: Awaited<ReturnType<typeof serviceWith>>;
  beforeAll(async () => {
    without = await serviceWith({ client: away });
    withoutFiles = await serviceWith({ exportClient: away });
  });
  afterAll(async () => {
    await without?.service.stop();
    await withoutFiles?.service.stop();
  });

  const expectRefusal = ({ status, headers, body }: Answer, code = "store_unavailable"): void => {
    expect([status, body.code]).toEqual([503, code]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("x-export-id")).toBeNull();
  };

  test.each(each)("%s as %s", async (id, format, path) => {
    expectRefusal(await without.service.call(`${path}&format=${format}`, { headers }));
    await expect.poll(() => without.counted(id, "503")).toBeGreaterThan(0);
    // Figures come by the other client; only their Parquet file is the store's work.
    if (isOfUsage(id) && format !== "parquet") return;
    withoutFiles.lines.length = 0;
    expectRefusal(await withoutFiles.service.call(`${path}&format=${format}`, { headers }));
    expect(withoutFiles.lines.join("")).toContain("the store gave up a file");
  });

  test.each(streamedFormats)("a viewer's own events as %s", async (format) => {
    for (const [{ service }, code] of [
      // Whether somebody has taken the viewer's role away cannot be known without the store.
      [without, "identity_unavailable"],
      [withoutFiles, "store_unavailable"],
    ] as const) {
      const token = await service.issuer.token({ sub: "ada", org_id: "acme", roles: ["viewer"] });
      const viewer = { headers: { authorization: `Bearer ${token}` } };
      expectRefusal(await service.call(`${files.exportEvents}&format=${format}`, viewer), code);
      expectRefusal(await service.call(`${files.exportUser}&format=${format}`, viewer), code);
    }
  });
});

test.each(streamedFormats)("a %s file that breaks off is cut, counted, logged, and has no manifest", async (format) => {
  const { service, lines, counted } = await serviceWith({ exportClient: through });
  most = 1_000_000;
  try {
    const before = (await api.rows("SELECT export_id FROM exports")).length;
    const response = await fetch(`${service.url}${files.exportEvents}&format=${format}`, {
      headers,
    });
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    await expect.poll(() => counted("exportEvents", "broken_off")).toBe(1);
    expect(await counted("exportEvents", "200")).toBe(0);
    expect(lines.join("")).toContain("the store gave up a file");
    expect(await api.rows("SELECT export_id FROM exports")).toHaveLength(before);
  } finally {
    most = Number.POSITIVE_INFINITY;
    await service.stop();
  }
});
