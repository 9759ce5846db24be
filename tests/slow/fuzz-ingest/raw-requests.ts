import type { Random } from "../../../standalone/src/random.js";
import { one, validEvent } from "./malformed-events.js";

/** Bytes that are sent on a connection of their own. */
export interface RawRequest {
  readonly kind: string;
  readonly chunks: readonly (string | Buffer)[];
  /** Between chunks, in milliseconds. */
  readonly pauseMs?: number;
  /** The client hangs up after the last chunk, without waiting for an answer. */
  readonly hangsUp?: boolean;
  /**
   * What may be answered: `problem` a document of the edge; `parser` also what the HTTP parser of uWebSockets.js says by
   * itself (400, 431, 505, and the connection ends), before any code of the edge has run; `nothing` also a connection that
   * ends or stays silent.
   */
  readonly answers: "problem" | "parser" | "nothing";
}

const bytes = (random: Random, count: number) =>
  Buffer.from(Array.from({ length: count }, () => Math.floor(random.next() * 256)));

/** @param apiKey of a client that may post */
export function rawRequest(random: Random, apiKey: string): RawRequest {
  const body = JSON.stringify(validEvent(random));
  const head = (extra: readonly string[], line = "POST /v1/ingest HTTP/1.1") =>
    [line, "host: edge", "content-type: application/json", `x-api-key: ${apiKey}`, ...extra, "", ""].join("\r\n");
  const sized = `content-length: ${body.length}`;
  const kinds: readonly (() => RawRequest)[] = [
    () => ({
      kind: "a length that is none",
      chunks: [
        head([`content-length: ${one(random, ["-1", "abc", "1e3", "99999999999999999999", "0x10", "1,2", ""])}`]),
        body,
      ],
      answers: "nothing",
    }),
    () => ({
      kind: "two lengths, or a length and chunks",
      chunks: [head([sized, one(random, ["content-length: 3", "transfer-encoding: chunked"])]), body],
      answers: "nothing",
    }),
    () => ({
      kind: "less than the length says, then gone",
      chunks: [head([`content-length: ${body.length + 100}`]), body],
      hangsUp: true,
      answers: "nothing",
    }),
    () => ({
      kind: "more than the length says",
      chunks: [head([`content-length: ${Math.floor(body.length / 2)}`]), body],
      answers: "parser",
    }),
    () => ({
      kind: "a length beyond the limit",
      chunks: [head(["content-length: 999999999"]), body],
      answers: "problem",
    }),
    () => ({
      kind: "bad chunks",
      chunks: [
        head(["transfer-encoding: chunked"]),
        one(random, ["zz\r\nabc\r\n", "-1\r\n", "ffffffffffffffff\r\n", "5\r\nabc", "\r\n\r\n"]),
      ],
      hangsUp: random.next() < 0.5,
      answers: "nothing",
    }),
    () => ({
      kind: "an unknown transfer encoding",
      chunks: [head(["transfer-encoding: gzip"]), body],
      answers: "nothing",
    }),
    () => ({
      kind: "a flood of headers",
      chunks: [
        head([...Array.from({ length: 500 }, (_, index) => `x-flood-${index}: ${"v".repeat(10)}`), sized]),
        body,
      ],
      answers: "parser",
    }),
    () => ({
      kind: "one header of many kilobytes",
      chunks: [head([`x-long: ${"v".repeat(20_000 + Math.floor(random.next() * 200_000))}`, sized]), body],
      answers: "parser",
    }),
    () => ({
      kind: "headers that are none",
      chunks: [
        head([one(random, [": empty", "no colon", "a b: c", "\u0000: x", "x-null: a\u0000b", "x: \u007f"]), sized]),
        body,
      ],
      answers: "nothing",
    }),
    () => ({
      kind: "another method",
      chunks: [
        head(
          ["content-length: 0"],
          `${one(random, ["PUT", "DELETE", "PATCH", "TRACE", "GET", "PROPFIND"])} /v1/ingest HTTP/1.1`,
        ),
      ],
      answers: "problem",
    }),
    () => ({
      kind: "a path that leads nowhere",
      chunks: [
        head(
          ["content-length: 0"],
          `POST ${one(random, ["/", "/v1", "/v1/ingest/", "//v1/ingest", "/v1/ingest/../ingest", "/%00", "/v1/ingest%2fbatch", `/${"a".repeat(2_000)}`, "/v2/ingest?x=1"])} HTTP/1.1`,
        ),
      ],
      answers: "problem",
    }),
    () => ({
      kind: "a request line that is none",
      chunks: [
        `${one(random, ["POST", "POST /v1/ingest", "POST /v1/ingest HTTP/9.9", "GET\t/\tHTTP/1.1", "\u0000\u0001", "PRI * HTTP/2.0", "post /v1/ingest HTTP/1.1"])}\r\nhost: edge\r\ncontent-length: 0\r\n\r\n`,
      ],
      hangsUp: random.next() < 0.5,
      answers: "nothing",
    }),
    () => ({
      kind: "HTTP/1.0, or no host",
      chunks: [head([sized], "POST /v1/ingest HTTP/1.0").replace(one(random, ["host: edge\r\n", "\u0000"]), ""), body],
      answers: "nothing",
    }),
    () => ({
      kind: "noise",
      chunks: [bytes(random, 1 + Math.floor(random.next() * 3_000))],
      hangsUp: true,
      answers: "nothing",
    }),
    () => ({
      kind: "a TLS greeting",
      chunks: [
        Buffer.concat([
          Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
          bytes(random, 200),
        ]),
      ],
      hangsUp: true,
      answers: "nothing",
    }),
    () => ({
      kind: "gone in the middle of a header",
      chunks: [head([sized]).slice(0, 10 + Math.floor(random.next() * 60))],
      hangsUp: true,
      answers: "nothing",
    }),
    () => ({
      kind: "gone before the answer",
      chunks: [head([sized]), body],
      hangsUp: true,
      answers: "nothing",
    }),
    () => ({
      kind: "one byte after another",
      chunks: [head([`content-length: ${8}`]), ...'{"a":1} '],
      pauseMs: 1,
      answers: "problem",
    }),
  ];
  return one(random, kinds)();
}

/** A body that never ends: the edge must say so in time. */
export const slowBody = (apiKey: string): RawRequest => ({
  kind: "a body that does not end",
  chunks: [
    [
      "POST /v1/ingest HTTP/1.1",
      "host: edge",
      "content-type: application/json",
      `x-api-key: ${apiKey}`,
      "content-length: 500",
      "",
      '{"a":',
    ].join("\r\n"),
  ],
  answers: "problem",
});
