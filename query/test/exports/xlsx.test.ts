import { expect, test } from "vitest";
import { csvHeader, csvLine, type ExportColumn } from "../../src/exports/csv.js";
import { xlsx } from "../../src/exports/xlsx.js";
import { zip } from "../../src/exports/zip.js";
import { readXlsx, unzip } from "./read-xlsx.js";

const columns: readonly ExportColumn[] = [
  { name: "start_local", kind: "wallTime", type: "String" },
  { name: "team", kind: "text", type: "String" },
  { name: "kwh", kind: "number", type: "Nullable(Float64)" },
];

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* inPieces<T>(...pieces: T[]) {
  yield* pieces;
}

test("text, numbers and wall times come back as they were, whatever text has in it", async () => {
  const texts = [
    "=1+1",
    "a<b>&amp;",
    "line\r\nbreak\ttab",
    "bell \u0007",
    "_x0041_",
    "Grünau ✓ 🚀",
    "half \ud83d",
    " blank ",
  ];
  const rows = texts.map((team, index) => ({ start_local: "2026-10-25 02:15:00", team, kwh: 0.1 * index }));
  const bytes = await bytesOf(xlsx(columns, inPieces(rows.slice(0, 3), rows.slice(3))));
  expect(readXlsx(bytes)).toEqual([
    ["start_local", "team", "kwh"],
    ...rows.map(({ start_local, team, kwh }) => [start_local, team, kwh]),
  ]);
});

test("a figure that is not known is an empty cell, and no rows are a header", async () => {
  const row = { start_local: "1900-03-01 00:00:00", team: "", kwh: null };
  expect(readXlsx(await bytesOf(xlsx(columns, inPieces([row]))))[1]).toEqual([
    "1900-03-01 00:00:00",
    undefined,
    undefined,
  ]);
  expect(readXlsx(await bytesOf(xlsx(columns, inPieces())))).toEqual([["start_local", "team", "kwh"]]);
});

test("an archive of large files is whole, and a fault in one reaches its reader", async () => {
  const large = Array.from({ length: 300 }, (_, index) => Buffer.alloc(10_000, index));
  const files = unzip(
    await bytesOf(
      zip([
        { name: "a", bytes: large },
        { name: "b", bytes: [] },
      ]),
    ),
  );
  expect([files.get("a")?.equals(Buffer.concat(large)), files.get("b")?.length]).toEqual([true, 0]);
  async function* failing() {
    yield Buffer.from("x");
    throw new Error("broke off");
  }
  await expect(bytesOf(zip([{ name: "a", bytes: failing() }]))).rejects.toThrow("broke off");
});

test("an archive that nobody reads on ends the bytes of its entries", async () => {
  const ended: string[] = [];
  async function* endless(name: string) {
    try {
      for (;;) yield Buffer.alloc(100_000, Math.random() * 256);
    } finally {
      ended.push(name);
    }
  }
  let size = 0;
  for await (const piece of zip([{ name: "a", bytes: endless("a") }])) {
    size += piece.length;
    if (size > 100) break;
  }
  expect(ended).toEqual(["a"]);
});

test("the same files are the same archive", async () => {
  const archive = () => bytesOf(zip([{ name: "a", bytes: [Buffer.from("text")] }]));
  expect((await archive()).equals(await archive())).toBe(true);
});

test("CSV for Excel begins with a byte order mark; with semicolons decimals have commas", () => {
  const row = { start_local: "2026-10-01 00:00:00", team: "a;b", kwh: 1.5 };
  const written = (dialect?: "excel" | "excel-semicolon") =>
    csvHeader(columns, dialect) + csvLine(row, columns, dialect);
  expect(written()).toBe('start_local,team,kwh\r\n2026-10-01 00:00:00,"a;b",1.5\r\n');
  expect(written("excel")).toBe(`\ufeff${written()}`);
  expect(written("excel-semicolon")).toBe('\ufeffstart_local;team;kwh\r\n2026-10-01 00:00:00;"a;b";1,5\r\n');
});
