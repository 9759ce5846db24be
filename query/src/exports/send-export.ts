import { createHash, randomUUID } from "node:crypto";
import { drained } from "../http/drained.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { storeTime } from "../store/times.js";
import { type CsvDialect, csvHeader, csvLine, type ExportColumn } from "./csv.js";
import { FileTail } from "./file-tail.js";
import { parquetRows, parquetTailBytes } from "./parquet-rows.js";
import { xlsx } from "./xlsx.js";

/** Of rows without bound. */
export const streamedFormats = ["csv", "ndjson", "parquet"] as const;
/** Also of a sheet, which has at most 1,048,576 rows. */
export const exportFormats = [...streamedFormats, "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** How long a reader may pause. */
export const readerPatienceMs = 10 * 60_000;

type Row = Readonly<Record<string, unknown>>;

export interface ExportFile {
  /** Operation of the API that gives the same rows, and what it was asked. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly format: ExportFormat;
  /** Empty: the file holds no footprint. */
  readonly factorSet: string;
  /** @default rfc4180 */
  readonly dialect?: CsvDialect | undefined;
  /** The file's name, without its ending. */
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  rows(): AsyncIterable<readonly Row[]>;
  /** The file's bytes, as the engine makes them. */
  parquet(): AsyncIterable<Uint8Array>;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

async function* textPieces({ format, dialect, columns, rows }: ExportFile): AsyncIterable<Piece> {
  // A header alone would be an answer already, whatever the store then says: it waits for the first rows, or their absence.
  let head = format === "csv" ? csvHeader(columns, dialect) : "";
  for await (const some of rows()) {
    const lines = some.map((row) => (format === "csv" ? csvLine(row, columns, dialect) : `${JSON.stringify(row)}\n`));
    yield { bytes: Buffer.from(head + lines.join("")), rows: some.length };
    head = "";
  }
  yield { bytes: Buffer.from(head), rows: 0 };
}

async function* parquetPieces(file: ExportFile): AsyncIterable<Piece> {
  const tail = new FileTail(parquetTailBytes);
  for await (const bytes of file.parquet()) {
    tail.add(bytes);
    yield { bytes, rows: 0 };
  }
  yield { bytes: new Uint8Array(), rows: parquetRows(tail.bytes()) };
}

async function* sheetPieces({ columns, rows }: ExportFile): AsyncIterable<Piece> {
  let count = 0;
  async function* counted() {
    for await (const some of rows()) {
      count += some.length;
      yield some;
    }
  }
  for await (const bytes of xlsx(columns, counted())) yield { bytes, rows: 0 };
  yield { bytes: new Uint8Array(), rows: count };
}

const piecesOf: Readonly<Record<ExportFormat, (file: ExportFile) => AsyncIterable<Piece>>> = {
  csv: textPieces,
  ndjson: textPieces,
  parquet: parquetPieces,
  xlsx: sheetPieces,
};

/**
 * Streams a file to the client, and keeps its manifest: `GET /v1/exports/{export_id}`. The audit log has
 * it before the first byte is sent, and the manifest stands before the last; a file that fails on the way breaks the connection and has none.
 * @param file asked for when it is this file's turn @throws ProblemError where nothing has been sent yet
 */
export async function sendExport(
  context: RequestContext,
  services: Services,
  file: () => Promise<ExportFile>,
): Promise<void> {
  const done = services.exportLimit.take(context.principal.orgId);
  try {
    await send(context, services, await file());
  } finally {
    done();
  }
}

async function send(context: RequestContext, services: Services, file: ExportFile): Promise<void> {
  const { response, principal, nowMs, signal } = context;
  const { format, name } = file;
  const exportId = randomUUID();
  const hash = createHash("sha256");
  let rows = 0;
  let bytes = 0;
  const pieces = piecesOf[format](file)[Symbol.asyncIterator]();
  try {
    // A refusal before the first byte is an answer of its own.
    let next = await pieces.next();
    context.act.target ??= context.parameters.user_id === undefined ? exportId : undefined;
    await context.act.record();
    response.set({
      "content-type": format === "csv" ? "text/csv; charset=utf-8; header=present" : mediaTypes[format],
      "content-disposition": `attachment; filename="${name}.${format}"`,
      "cache-control": "private, no-store",
      "x-export-id": exportId,
      link: `</v1/exports/${exportId}>; rel="describedby"`,
    });
    for (; !next.done; next = await pieces.next()) {
      signal.throwIfAborted();
      const piece = next.value;
      rows += piece.rows;
      bytes += piece.bytes.length;
      hash.update(piece.bytes);
      if (piece.bytes.length > 0 && !response.write(piece.bytes)) await drained(response, signal, readerPatienceMs);
    }
  } finally {
    // Ends the engine's statement when the reader has gone.
    await pieces.return?.();
  }
  await services.insert("exports", [
    {
      org_id: principal.orgId,
      export_id: exportId,
      requested_by: principal.id,
      operation: file.operation,
      parameters: JSON.stringify(file.parameters),
      format,
      factor_set: file.factorSet,
      generated_at: storeTime(nowMs),
      rows,
      bytes,
      sha256: hash.digest("hex"),
    },
  ]);
  response.end();
}
