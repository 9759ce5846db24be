import { answerBytes, answerTooLarge } from "./answer-bytes.js";

/** What the engine is asked for: one line of names, one of types, then one line for each row. */
export const answerFormat = "JSONCompactEachRowWithNamesAndTypes";

/** Names and types of the columns: a name may be as long as its expression. */
const mostHeadBytes = 1_000_000;

const newline = 0x0a;
const comma = 0x2c;

/** The first two lines, and what has come of the rows. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<{ lines: string[]; rest: Uint8Array }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const names = head.indexOf(newline);
    const types = names < 0 ? -1 : head.indexOf(newline, names + 1);
    if (types >= 0)
      return {
        lines: [head.subarray(0, names).toString(), head.subarray(names + 1, types).toString()],
        rest: head.subarray(types + 1),
      };
    if (head.length > mostHeadBytes) throw answerTooLarge();
    const { done, value } = await chunks.next();
    if (done) throw new Error("The engine's answer ended before its first row.");
    head = Buffer.concat([head, value]);
  }
}

/** Milliseconds that the engine took, to the microsecond. */
function elapsedMs(answer: Response): number {
  const { elapsed_ns: elapsed = 0 } = JSON.parse(answer.headers.get("x-clickhouse-summary") ?? "{}") as {
    elapsed_ns?: string;
  };
  return Math.round(Number(elapsed) / 1e3) / 1e3;
}

/**
 * The answer of `POST /v1/sql` from the engine's, which is in {@link answerFormat}, as it comes. Rows are not parsed: each
 * is a line of valid JSON, and JSON has no line feed inside a value, so that a comma in place of each line feed makes a
 * list of them.
 * @throws ProblemError too_much, or whatever broke the connection
 */
export async function* sqlAnswer(answer: Response): AsyncGenerator<Uint8Array> {
  const chunks = answerBytes(answer);
  try {
    const { lines, rest } = await readHead(chunks);
    const [names, types] = lines.map((line) => JSON.parse(line) as string[]);
    const columns = (names ?? []).map((name, index) => ({ name, type: types?.[index] ?? "" }));
    yield Buffer.from(`{"columns":${JSON.stringify(columns)},"rows":[`);
    // The line feed behind the last row becomes no comma: each is held back until there is something behind it.
    let isHeldBack = false;
    const asList = (chunk: Uint8Array): Uint8Array => {
      const list = Buffer.from(chunk);
      for (let at = list.indexOf(newline); at >= 0; at = list.indexOf(newline, at + 1)) list[at] = comma;
      const pieces = isHeldBack ? [Buffer.of(comma)] : [];
      isHeldBack = list.at(-1) === comma && chunk.at(-1) === newline;
      return Buffer.concat([...pieces, isHeldBack ? list.subarray(0, -1) : list]);
    };
    if (rest.length > 0) yield asList(rest);
    for await (const chunk of chunks) if (chunk.length > 0) yield asList(chunk);
    yield Buffer.from(`],"elapsed_ms":${elapsedMs(answer)}}`);
  } finally {
    // Whoever stops reading ends the engine's answer, too.
    await chunks.return(undefined);
  }
}
