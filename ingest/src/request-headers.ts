import type { HttpRequest } from "uWebSockets.js";

/** The header fields that the edge reads; "" when absent. */
export interface RequestHeaders {
  readonly host: string;
  readonly connection: string;
  readonly origin: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly contentLength: string;
  readonly transferEncoding: string;
  readonly traceparent: string;
  readonly apiKey: string;
  readonly authorization: string;
  /**
   * Whether the request can be read in two ways, so that a proxy in front may have read another one: a field that says where
   * the body ends, whose it is or what is in it comes twice, or the body's end is given in a form that not every server knows.
   */
  readonly ambiguous: boolean;
}

/**
 * Reads a request's header fields in one pass: asking uWebSockets.js for one field costs as much as visiting one, and
 * does not show a second field of the same name.
 */
export function readHeaders(request: HttpRequest): RequestHeaders {
  const read = {
    host: "",
    connection: "",
    origin: "",
    contentType: "",
    contentEncoding: "",
    contentLength: "",
    transferEncoding: "",
    traceparent: "",
    apiKey: "",
    authorization: "",
    ambiguous: false,
  };
  /** One bit for each field that may come once. */
  let seen = 0;
  const once = (bit: number) => {
    if ((seen & bit) !== 0) read.ambiguous = true;
    seen |= bit;
  };
  request.forEach((name, value) => {
    switch (name) {
      case "host":
        once(1);
        read.host = value;
        break;
      case "content-type":
        once(2);
        read.contentType = value;
        break;
      case "content-encoding":
        once(4);
        read.contentEncoding = value;
        break;
      case "content-length":
        once(8);
        read.contentLength = value;
        if (!/^\d+$/.test(value)) read.ambiguous = true;
        break;
      case "transfer-encoding":
        once(16);
        read.transferEncoding = value;
        if (value.toLowerCase() !== "chunked") read.ambiguous = true;
        break;
      case "x-api-key":
        once(32);
        read.apiKey = value;
        break;
      case "authorization":
        once(64);
        read.authorization = value;
        break;
      case "connection":
        read.connection = value;
        break;
      case "origin":
        read.origin = value;
        break;
      case "traceparent":
        read.traceparent = value;
        break;
    }
  });
  if (read.contentLength !== "" && read.transferEncoding !== "") read.ambiguous = true;
  return read;
}
