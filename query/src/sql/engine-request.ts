import { type Agent, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";

const agents: Readonly<Record<string, { readonly request: typeof httpRequest; readonly agent: Agent }>> = {
  "http:": { request: httpRequest, agent: new HttpAgent({ keepAlive: true }) },
  "https:": { request: httpsRequest, agent: new HttpsAgent({ keepAlive: true }) },
};

export interface EngineRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Asks the engine. Unlike `fetch`, leaves an answer packed as it is: tools take it in the engine's own packing. Whoever
 * stops reading closes the connection. No redirect is followed.
 * @throws whatever broke the connection, or the signal's reason
 */
export function askEngine(address: string, { headers, body, signal }: EngineRequest): Promise<Response> {
  const { protocol } = new URL(address);
  const { request, agent } = agents[protocol] ?? {};
  if (request === undefined) throw new Error(`no engine can be asked by ${protocol}`);
  return new Promise((resolve, reject) => {
    const asked = request(address, {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      agent,
      signal,
    });
    asked.on("error", reject);
    asked.on("response", (answer) => resolve(responseOf(answer)));
    asked.end(body);
  });
}

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2)
    headers.append(answer.rawHeaders[index] as string, answer.rawHeaders[index + 1] as string);
  // The engine answers with 200 and with errors; a status without a body cannot have one here.
  const body = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
  return new Response(body, { status: answer.statusCode ?? 502, headers });
}
