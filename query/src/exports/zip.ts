import { once } from "node:events";
import { Readable } from "node:stream";
import { ZipFile } from "yazl";

/** A file of an archive, whose bytes are made as they are read. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The first day that the format knows: no archive says when it was made. */
const options = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true } as const;

/**
 * Makes a ZIP archive, some bytes at a time. Whoever stops reading ends the entries' bytes, too.
 * @throws what an entry's bytes throw
 */
export async function* zip(entries: Iterable<ZipEntry>): AsyncIterable<Uint8Array> {
  const file = new ZipFile();
  const archive = file.outputStream as Readable;
  const sources = [...entries].map(({ name, bytes }) => ({ name, source: Readable.from(bytes) }));
  for (const { name, source } of sources) {
    // The library listens to no source's faults.
    source.once("error", (error) => archive.destroy(error));
    file.addReadStream(source, name, options);
  }
  file.once("error", (error: Error) => archive.destroy(error));
  file.end();
  try {
    yield* archive as AsyncIterable<Buffer>;
  } finally {
    for (const { source } of sources)
      if (!source.closed) {
        source.destroy();
        await once(source, "close");
      }
  }
}
