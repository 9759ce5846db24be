import { parquetMetadata } from "hyparquet";

/** Bytes at a Parquet file's end that are looked at: the footer with the schema, of few row groups. */
export const parquetTailBytes = 4 * 1024 * 1024;

/**
 * Rows of a Parquet file, from the footer that it ends with.
 * @param tail the file's last bytes @throws Error when it does not end like a Parquet file
 */
export const parquetRows = (tail: Uint8Array): number => Number(parquetMetadata(tail, { geoparquet: false }).num_rows);
