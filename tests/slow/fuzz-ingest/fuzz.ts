import { Agent, request as httpRequest } from "node:http";
import { rejectReasons } from "@ecomind/contract";
import { problemMediaType } from "@ecomind/platform";
import { problemTable } from "../../../ingest/src/problems.js";
import { Random } from "../../../standalone/src/random.js";
import { type BodyRequest, bodyRequest } from "./body-requests.js";
import { type RawAnswer, sendRaw } from "./raw-connection.js";
import { type RawRequest, rawRequest, slowBody } from "./raw-requests.js";

export interface FuzzOptions {
  readonly port: number;
  readonly apiKey: string;
  readonly seed: string;
  readonly requests: number;
  /** Share of requests that are sent as bytes on a connection of their own. @default 0.1 */
  readonly rawShare?: number;
  /** Connections that are opened with a body that never ends, and stay beside the others. @default 20 */
  readonly slowBodies?: number;
}

export interface FuzzReport {
  readonly requests: number;
  /** By kind of request and answer. */
  readonly answers: ReadonlyMap<string, number>;
  /** `id` of every event that an answer called accepted. */
  readonly acknowledged: ReadonlySet<string>;
  /** What should not have been answered, each once; empty when all is well. */
  readonly faults: readonly string[];
}

const host = "127.0.0.1";
const atOnce = 24;
/** What the HTTP parser answers by itself. */
const parserStatuses = new Set([400, 431, 505]);

/** Sends malformed requests and events, with valid ones among them, and judges every answer. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { port, apiKey, seed, requests, rawShare = 0.1, slowBodies = 20 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const answers = new Map<string, number>();
  const acknowledged = new Set<string>();
  const faults = new Map<string, number>();
  const note = (kind: string, answer: string, fault: string | undefined) => {
    const name = `${kind}: ${answer}`;
    answers.set(name, (answers.get(name) ?? 0) + 1);
    if (fault !== undefined) faults.set(`${name}: ${fault}`, (faults.get(`${name}: ${fault}`) ?? 0) + 1);
  };
  let sent = 0;
  const raw = async (request: RawRequest) => {
    const answer = await sendRaw(host, port, request);
    note(request.kind, answerName(answer), judgeRaw(request, answer));
  };
  const work = async (random: Random) => {
    while (sent < requests) {
      sent += 1;
      if (random.next() < rawShare) {
        await raw(rawRequest(random, apiKey));
        continue;
      }
      const request = bodyRequest(random);
      const answer = await send(agent, port, apiKey, request);
      for (const id of accepted(request, answer)) acknowledged.add(id);
      note(request.kind, answerName(answer), judge(request, answer));
    }
  };
  await Promise.all([
    ...Array.from({ length: slowBodies }, () => raw(slowBody(apiKey))),
    ...Array.from({ length: atOnce }, (_, worker) => work(new Random(`${seed}/${worker}`))),
  ]);
  agent.destroy();
  return {
    requests: sent + slowBodies,
    answers,
    acknowledged,
    faults: [...faults].map(([fault, count]) => `${fault} (${count} times)`),
  };
}

function send(agent: Agent, port: number, apiKey: string, request: BodyRequest, tries = 0): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const headers = { "x-api-key": apiKey, ...request.headers, "content-length": request.body.length };
    let whole = false;
    const outgoing = httpRequest({ agent, host, port, path: request.path, method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("close", () => {
        whole = true;
        resolve({
          status: response.statusCode,
          contentType: (response.headers["content-type"] ?? "").split(";")[0] as string,
          body: Buffer.concat(parts).toString(),
        });
      });
    });
    outgoing.on("error", () => {
      if (whole) return;
      // The edge answers what it will not read and closes: on loopback a reset may overtake that answer.
      if (tries < 3) void send(agent, port, apiKey, request, tries + 1).then(resolve);
      else resolve({ status: undefined, contentType: "", body: "" });
    });
    outgoing.end(request.body);
  });
}

interface Verdicts {
  readonly code?: string;
  readonly status?: number;
  readonly id?: string;
  readonly results?: readonly {
    readonly index: number;
    readonly status: string;
    readonly reason?: string;
    readonly id?: string;
  }[];
}

function documentOf({ body }: RawAnswer): Verdicts | undefined {
  try {
    return JSON.parse(body) as Verdicts;
  } catch {
    return undefined;
  }
}

function accepted(request: BodyRequest, answer: RawAnswer): string[] {
  if (answer.status !== 202) return [];
  const document = documentOf(answer);
  if (request.path === "/v1/ingest") return document?.id === undefined ? [] : [document.id];
  return (document?.results ?? []).flatMap(({ status, id }) => (status === "accepted" && id !== undefined ? [id] : []));
}

function answerName(answer: RawAnswer): string {
  if (answer.status === undefined) return "no answer";
  const code = answer.status === 202 ? undefined : documentOf(answer)?.code;
  return code === undefined ? String(answer.status) : `${answer.status} ${code}`;
}

/** Why a refusal is not one of the edge's problem documents. */
function problemFault(answer: RawAnswer): string | undefined {
  const { status = 0 } = answer;
  if (status >= 500) return "the client's fault became the server's";
  if (answer.contentType !== problemMediaType) return `content type ${answer.contentType}`;
  const document = documentOf(answer);
  const kind = problemTable[document?.code as keyof typeof problemTable] as { status: number } | undefined;
  if (kind === undefined) return `unknown code ${document?.code}`;
  if (kind.status !== status || document?.status !== status) return `status ${status} is not that of ${document?.code}`;
  for (const { status: verdict, reason } of document.results ?? [])
    if (verdict === "rejected" && !(String(reason) in rejectReasons)) return `unknown reason ${reason}`;
  return undefined;
}

function judge({ expected, path }: BodyRequest, answer: RawAnswer): string | undefined {
  if (answer.status === undefined) return "no answer";
  if (answer.status !== 202) {
    const fault = problemFault(answer);
    if (fault !== undefined) return fault;
  }
  if (expected === undefined) return undefined;
  const { status, codes, accepted: indexes } = expected;
  if (status > 0 && answer.status !== status) return `expected ${status}`;
  const document = documentOf(answer);
  if (codes !== undefined && !codes.includes(document?.code ?? "")) return `expected one of ${codes.join(", ")}`;
  if (indexes === undefined || path === "/v1/ingest") return undefined;
  const taken = (document?.results ?? []).flatMap((result) => (result.status === "accepted" ? [result.index] : []));
  return taken.join() === indexes.join() ? undefined : `accepted ${taken.join()} instead of ${indexes.join()}`;
}

function judgeRaw({ answers }: RawRequest, answer: RawAnswer): string | undefined {
  if (answer.status === undefined) return answers === "problem" ? "no answer" : undefined;
  if (answer.status === 202) return undefined;
  if (answers !== "problem" && parserStatuses.has(answer.status) && answer.contentType !== problemMediaType)
    return undefined;
  return problemFault(answer);
}

/** The report as people read it. */
export function format(report: FuzzReport): string {
  const lines = [...report.answers].sort(([a], [b]) => a.localeCompare(b));
  return [
    `${report.requests} requests, ${report.acknowledged.size} events acknowledged`,
    ...lines.map(([name, count]) => `${String(count).padStart(8)}  ${name}`),
    ...(report.faults.length === 0 ? ["no fault"] : report.faults.map((fault) => `FAULT ${fault}`)),
  ].join("\n");
}
