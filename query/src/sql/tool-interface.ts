import { randomUUID } from "node:crypto";
import type { KeyRing, Principal } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import { type CredentialLimits, type Logger, mayFail, ProblemError } from "@ecomind/platform";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { ActInProgress } from "../audit/act-in-progress.js";
import type { AuditTrail } from "../audit/audit-trail.js";
import { statementOutline } from "../audit/statement-outline.js";
import { drained, readerPatienceMs as usualPatienceMs } from "../http/drained.js";
import type { RequestContext } from "../http/request-context.js";
import { StatementTimes } from "../store/statement-times.js";
import type { AnalystSql } from "./analyst-sql.js";
import { answerBytes } from "./answer-bytes.js";
import { EngineError } from "./engine-error.js";
import { endOwnStatements, statementMark } from "./own-statements.js";
import { toolBody } from "./tool-body.js";
import { greetingFunctions } from "./tool-greetings.js";
import { toolRequest } from "./tool-request.js";
import { toolStatement } from "./tool-statement.js";

/** A tool's request, as far as it asks the store for more than its statement. */
export type AskingTool = Pick<RequestContext, "principal" | "requestId" | "route" | "signal" | "statements">;

export interface ToolInterfaceOptions {
  readonly sql: AnalystSql;
  readonly keyRing: KeyRing;
  /** Of the organisation that asks. */
  readonly minimumGroupSizeOf: (asking: AskingTool) => Promise<number>;
  readonly limiter: CredentialLimits;
  /** As the service: to end an account's statements. */
  readonly client: ClickHouseClient;
  /** Sites whose pages may ask, as `https://notebooks.example.com`. @default none */
  readonly corsOrigins?: readonly string[] | undefined;
  readonly trail: Pick<AuditTrail, "done" | "undone">;
  readonly logger: Logger;
  /** Counts an answer. */
  readonly answered: (status: number) => void;
  /** Milliseconds that a tool may take nothing of its answer. @default 30_000: then the engine's answer has ended, too */
  readonly readerPatienceMs?: number | undefined;
}

/** Begins the name of a tool's account; the rest is the id of its key. */
export const toolUserPrefix = "ecomind_sql_";

interface Credential {
  readonly user: string;
  readonly password: string;
}

/** The credential of ClickHouse's interface; undefined: the request is not a tool's. */
function credentialOf(request: Request, search: URLSearchParams): Credential | undefined {
  const user = request.header("x-clickhouse-user");
  if (user !== undefined) return { user, password: request.header("x-clickhouse-key") ?? "" };
  const basic = /^Basic ([\w+/]+=*)$/i.exec(request.header("authorization") ?? "")?.[1];
  if (basic !== undefined) {
    const [name = "", ...password] = Buffer.from(basic, "base64").toString().split(":");
    return { user: name, password: password.join(":") };
  }
  const inUrl = search.get("user");
  // Dashboards filter by persons in the same words at the same place: `/?user=ada` is theirs.
  const isTools = inUrl?.startsWith(toolUserPrefix) || search.has("password") || search.has("query");
  return inUrl === null || !isTools ? undefined : { user: inUrl, password: search.get("password") ?? "" };
}

/** An account is a key whose only scope is `sql`. */
function principalOf({ user, password }: Credential, keyRing: KeyRing): Principal {
  const keyId = user.startsWith(toolUserPrefix) ? user.slice(toolUserPrefix.length) : "";
  const principal = keyRing.authenticate(`eco_${keyId}_${password}`);
  if (typeof principal === "string" || !principal.scopes.has("sql"))
    throw new EngineError(516, "Authentication failed: the password is incorrect, or there is no such account.");
  return principal;
}

/** As the audit log names what a tool asks. */
const auditedAs = { id: "toolStatement", roles: [], audited: true };

/**
 * Passes an answer on. An error on the way is told as ClickHouse does, by its mark and a connection that breaks off: the
 * status has been sent. In the middle of what is packed a text would be noise: there the connection alone breaks off.
 */
async function passOn(
  told: globalThis.Response,
  response: Response,
  {
    isPacked,
    signal,
    patienceMs,
  }: { readonly isPacked: boolean; readonly signal: AbortSignal; readonly patienceMs: number },
): Promise<void> {
  try {
    for await (const chunk of answerBytes(told))
      if (!response.write(chunk)) await drained(response, signal, patienceMs);
    response.end();
  } catch (error) {
    if (isPacked) return void response.destroy();
    const { text } = EngineError.of(error) ?? new EngineError(210, "The store went away.");
    const tag = told.headers.get("x-clickhouse-exception-tag") ?? "";
    const mark = "__exception__";
    const end = `${Buffer.byteLength(text)} ${tag}\r\n${mark}\r\n`;
    if (!response.destroyed) response.write(`\r\n${mark}\r\n${tag}\r\n${text}${end}`, () => response.destroy());
  }
}

/** Counts of the answer itself. How many rows the engine has read tells of other organisations' rows, too. */
function ownSummary(summary: string): string {
  const { result_rows, result_bytes, elapsed_ns } = JSON.parse(summary) as Readonly<Record<string, string>>;
  return JSON.stringify({ result_rows, result_bytes, elapsed_ns });
}

/** For the page of another site: it may ask with an account's password, never with a person's cookie. */
const crossOrigin = (origin: string): Readonly<Record<string, string>> => ({
  "access-control-allow-origin": origin,
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers":
    "authorization, content-type, content-encoding, x-clickhouse-user, x-clickhouse-key, x-clickhouse-database, x-clickhouse-format",
  "access-control-expose-headers":
    "x-clickhouse-query-id, x-clickhouse-summary, x-clickhouse-format, x-clickhouse-timezone, x-clickhouse-exception-code, retry-after",
  "access-control-max-age": "600",
  "cross-origin-resource-policy": "cross-origin",
});

/** What stands behind the `?` of an address, however the rest of it looks. */
const searchOf = ({ originalUrl }: Request): URLSearchParams => {
  const begin = originalUrl.indexOf("?");
  return new URLSearchParams(begin < 0 ? "" : originalUrl.slice(begin));
};

/**
 * ClickHouse's HTTP interface for an organisation's own tools, at the service's root. Who asks is an account of the
 * organisation; what it asks is judged and filtered as `POST /v1/sql` is; of the address nothing reaches the engine but
 * values, the format and how the bytes are packed.
 */
export function toolInterface({
  sql,
  keyRing,
  minimumGroupSizeOf,
  limiter,
  logger,
  client,
  trail,
  answered,
  corsOrigins = [],
  readerPatienceMs = usualPatienceMs,
}: ToolInterfaceOptions): Router {
  async function answer(request: Request, response: Response, credential: Credential, search: URLSearchParams) {
    const principal = principalOf(credential, keyRing);
    const { verdict, headers: quota } = limiter.take(principal, 1, Date.now());
    response.set(quota);
    if (!verdict.allowed)
      throw new EngineError(202, "Too many requests.", { "retry-after": String(verdict.retryAfterSeconds) });
    const isPost = request.method === "POST";
    const body = isPost ? await toolBody(request, search.get("decompress") === "1") : { text: "", fields: [] };
    if (!search.has("query") && !isPost) return void response.type("text/plain").send("Ok.\n");
    const { format, packing, encoding, settings, query, queryId, parameters } = toolRequest(search, body, {
      format: request.header("x-clickhouse-format"),
      database: request.header("x-clickhouse-database"),
      acceptEncoding: request.header("accept-encoding"),
    });
    const hangUp = new AbortController();
    response.on("close", () => hangUp.abort());
    const requestId = (response.locals.requestId as string | undefined) ?? randomUUID();
    const route = `${request.method} /`;
    const act = new ActInProgress(trail, {
      operation: auditedAs,
      principal,
      request,
      requestId,
      route,
    });
    act.target = statementOutline(query);
    const asked = toolStatement(query, "ecomind");
    const { user } = credential;
    const killed =
      asked.ends === undefined
        ? 0
        : await endOwnStatements(client, { user, queryId: asked.ends }, { route, requestId });
    const question = {
      query: asked.query,
      parameters: asked.ends === undefined ? parameters : { killed: String(killed) },
      escaped: true,
      orgId: principal.orgId,
      requestId,
      route,
      signal: hangUp.signal,
    };
    const { answer: told, done } = await minimumGroupSizeOf({
      principal,
      requestId,
      route,
      signal: hangUp.signal,
      statements: new StatementTimes(),
    })
      .then((minimumGroupSize) =>
        sql.open(
          { ...question, minimumGroupSize },
          {
            format,
            packing,
            encoding,
            settings,
            moreFunctions: greetingFunctions,
            tool: { user },
            isDescribed: asked.isDescribed,
            ...(queryId === undefined ? {} : { mark: statementMark({ user, queryId }) }),
          },
        ),
      )
      .catch(async (error: unknown) => {
        await act.undone(error instanceof ProblemError ? error.problem : undefined);
        throw error;
      });
    try {
      await act.record();
      for (const [name, value] of told.headers)
        if (name === "content-type" || name === "content-encoding" || name.startsWith("x-clickhouse-"))
          response.setHeader(name, name === "x-clickhouse-summary" ? ownSummary(value) : value);
      // The engine's own name of it is that of a place.
      response.setHeader("x-clickhouse-query-id", queryId ?? requestId);
      const isPacked = told.headers.has("content-encoding") || packing.compress === "1";
      await passOn(told, response, { isPacked, signal: hangUp.signal, patienceMs: readerPatienceMs });
    } finally {
      done();
    }
  }

  const router = express.Router();
  router.use(["/ping", "/"], (request, response, next) => {
    const origin = request.header("origin") ?? "";
    if (request.path !== "/" || !corsOrigins.includes(origin)) return next();
    response.set(crossOrigin(origin)).vary("origin");
    // What a browser asks before; the credential comes with the question itself.
    if (request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined)
      return void response.status(204).end();
    next();
  });
  router.get("/ping", (_, response) => void response.type("text/plain").send("Ok.\n"));
  router.all("/", async (request: Request, response: Response, next: NextFunction) => {
    const search = searchOf(request);
    const credential = credentialOf(request, search);
    if (credential === undefined || !["GET", "HEAD", "POST"].includes(request.method)) return next();
    response.set("cache-control", "no-store");
    response.on("finish", () => answered(response.statusCode));
    try {
      await answer(request, response, credential, search);
    } catch (error) {
      // Its reader has gone, or half of it has been sent: there is nobody, or no place, to tell it to.
      if (response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      const known = EngineError.of(error);
      if (known === undefined) logger.error({ err: error, requestId: response.locals.requestId }, "a statement failed");
      const { code, status, text, headers } = known ?? new EngineError(1002, "The service failed.");
      // As ClickHouse does. Who is not let in, and whom the engine can't help, is told in plain text.
      const isPacked = search.get("compress") === "1" && code !== 516;
      const packed = isPacked
        ? await sql.packedText(text).catch(mayFail("the error is told without being packed"))
        : undefined;
      // What was said of an answer that does not come.
      response.removeHeader("content-encoding");
      response
        .status(status)
        .set({ ...headers, "x-clickhouse-exception-code": String(code) })
        .type("text/plain")
        .send(packed ?? text);
    }
  });
  return router;
}
