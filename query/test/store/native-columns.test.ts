import { startTestStore, type TestStore } from "@ecomind/clickhouse/test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNative } from "../../src/store/native-columns.js";

let store: TestStore;

beforeAll(async () => {
  store = await startTestStore({ migrated: false });
});
afterAll(() => store?.stop());

async function answer(query: string): Promise<Buffer> {
  const { stream } = await store.client.exec({ query: `${query} FORMAT Native` });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same as the engine tells it in JSON. */
async function inJson(query: string): Promise<Record<string, unknown[]>> {
  const settings = { output_format_json_quote_64bit_integers: 0 } as const;
  const told = await store.client.query({ query, format: "JSONColumnsWithMetadata", clickhouse_settings: settings });
  return (JSON.parse(await told.text()) as { data: Record<string, unknown[]> }).data;
}

const columns = `
  toUInt8(number % 256) AS small, toUInt16(number % 65536) AS short, toUInt32(number * 65537) AS word,
  number * number * 4096 AS long, toUInt64(9223372036854775807 + number * 1023) AS huge,
  toInt64(number * 1048583) - 70000000000 AS signed,
  concat('person ', toString(number), if(number % 3 = 0, ' ä 🌍', '')) AS name,
  toLowCardinality(concat('modèle ', toString(number % DIFFERENT))) AS kind, toLowCardinality('') AS nothing`;

test.each([
  [1, 1],
  [300, 256],
  [300, 257],
  // More than one block.
  [70_001, 66_000],
])("%i rows, %i of them different, are what the engine tells in JSON", async (rows, different) => {
  const query = `SELECT ${columns.replace("DIFFERENT", String(different))} FROM numbers(${rows})`;
  expect(readNative(await answer(query))).toEqual(await inJson(query));
});

test("no rows are no columns", async () => {
  expect(
    readNative(await answer("SELECT number, toLowCardinality('') AS text FROM numbers(10) WHERE number > 10")),
  ).toEqual({});
  expect(readNative(Buffer.alloc(0))).toEqual({});
});

test("an answer that broke off anywhere is refused, and so is an error behind it", async () => {
  const whole = await answer(`SELECT ${columns.replace("DIFFERENT", "3")} FROM numbers(9)`);
  expect(readNative(whole).small).toHaveLength(9);
  for (let end = 1; end < whole.length; end += 1) expect(() => readNative(whole.subarray(0, end)), `${end}`).toThrow();
  const error = Buffer.from("\r\n__exception__\r\nCode: 241. DB::Exception: memory limit exceeded\r\n");
  expect(() => readNative(Buffer.concat([whole, error]))).toThrow();
});

test("a type that is not read is named", async () => {
  expect(() => readNative(Buffer.from([1, 1, 1, 97, 4, ...Buffer.from("Date"), 0, 0]))).toThrow("Date");
  const signed = await answer("SELECT toInt32(-1) AS signed");
  expect(() => readNative(signed)).toThrow("Int32");
});
