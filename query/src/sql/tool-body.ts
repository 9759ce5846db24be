import type { Request } from "express";
import { EngineError } from "./engine-error.js";
import { PackingFault } from "./packing/lz4.js";
import { type Encoding, encodings, unpack, unpackNative } from "./packing/unpack.js";

/** What a request's body may have, as it comes and unpacked. */
const mostBytes = 262_144;

/** A body: a statement, or the parts of a form, which count as parameters of the address do. */
export interface ToolBody {
  readonly text: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const cannotBeRead = (why: string): EngineError => new EngineError(36, `The body cannot be read: ${why}`);

async function bytesOf(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw cannotBeRead(`it is more than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function encodingOf(header: string | undefined): Encoding | undefined {
  const name = (header ?? "").trim().toLowerCase();
  if (name === "" || name === "identity") return undefined;
  const encoding = encodings.find((known) => known === name.replace(/^x-gzip$/, "gzip"));
  if (encoding === undefined) throw cannotBeRead(`expected it packed as ${encodings.join(", ")}, or as it is.`);
  return encoding;
}

/** The parts of a form. Files, which the engine would take as tables, are refused. */
async function fieldsOf(bytes: Buffer, contentType: string): Promise<ToolBody["fields"]> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } })
    .formData()
    .catch(() => {
      throw cannotBeRead("it is no form of parts.");
    });
  return [...form].map(([name, value]) => {
    if (typeof value !== "string") throw new EngineError(497, "Files and outside data are not taken.");
    return [name, value];
  });
}

/**
 * Reads a request's body, however it is packed.
 * @param isNative packed in ClickHouse's own blocks: `decompress=1`
 * @throws EngineError when it cannot be read, is too large, or holds a file
 */
export async function toolBody(request: Request, isNative: boolean): Promise<ToolBody> {
  const encoding = encodingOf(request.header("content-encoding"));
  let bytes = await bytesOf(request);
  try {
    if (encoding !== undefined && bytes.length > 0) bytes = unpack(bytes, encoding, mostBytes);
    if (isNative) bytes = unpackNative(bytes, mostBytes);
  } catch (error) {
    if (error instanceof PackingFault) throw cannotBeRead(error.message);
    throw error;
  }
  const contentType = request.header("content-type") ?? "";
  return /^multipart\//i.test(contentType)
    ? { text: "", fields: await fieldsOf(bytes, contentType) }
    : { text: bytes.toString(), fields: [] };
}
