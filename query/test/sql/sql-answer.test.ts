import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sqlAnswer } from "../../src/sql/sql-answer.js";

const columns = [
  { name: "a\n,]", type: "String" },
  { name: "b", type: "Array(String)" },
];

/** The engine's answer, cut into chunks of any length. */
function answerOf(rows: readonly unknown[][], chunkBytes: number): Response {
  const lines = [columns.map(({ name }) => name), columns.map(({ type }) => type), ...rows];
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return new Response(Readable.toWeb(Readable.from(chunks)) as BodyInit, {
    headers: { "x-clickhouse-summary": '{"elapsed_ns":"1234567"}' },
  });
}

async function told(answer: Response): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  for await (const piece of sqlAnswer(answer)) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString());
}

test("any rows, however the engine's bytes are cut", async () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\n", ",", "\n]", ",\n", "\\n", "\u2028"));
  const row = fc.tuple(text, fc.array(text, { maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (rows, chunkBytes) => {
      expect(await told(answerOf(rows, chunkBytes))).toEqual({ columns, rows, elapsed_ms: 1.235 });
    }),
  );
});

test("an answer that ends within its head is an error", async () => {
  await expect(told(new Response('["a"]\n["Str'))).rejects.toThrow("ended before its first row");
});
