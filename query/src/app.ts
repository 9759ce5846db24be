import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { parse as parseQuery } from "node:querystring";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { FactorSet } from "@ecomind/footprint";
import {
  Counter,
  CredentialLimits,
  formatTraceparent,
  type Health,
  Histogram,
  type Logger,
  type MetricsGate,
  type ProblemDocument,
  ProblemError,
  parseTraceparent,
  problemMediaType,
  type RateLimit,
  type Registry,
  type Tracing,
} from "@ecomind/platform";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { ActInProgress } from "./audit/act-in-progress.js";
import { AuditTrail } from "./audit/audit-trail.js";
import { ExportConcurrencyLimit } from "./exports/concurrency-limit.js";
import { isCrossSite } from "./http/cross-site.js";
import { dashboardFiles } from "./http/dashboard-files.js";
import { docsRouter } from "./http/docs-page.js";
import { FailureLog } from "./http/failure-log.js";
import { openapiDocument } from "./http/openapi.js";
import type { Operation } from "./http/operation.js";
import { inputReader } from "./http/parameters.js";
import { problem } from "./http/problems.js";
import type { RequestContext } from "./http/request-context.js";
import { sendJson } from "./http/send-json.js";
import { type Authenticator, authenticate, presentedKey, roleOf } from "./identity/authenticate.js";
import { ClaimedOwners } from "./identity/claimed-owners.js";
import { MemberRoles } from "./identity/member-roles.js";
import { sessionCookie } from "./identity/session-cookie.js";
import { signInRoutes } from "./identity/sign-in-routes.js";
import { operations } from "./operations.js";
import type { LogTail } from "./pipeline/in-flight.js";
import { minimumGroupSizeOf } from "./privacy/minimum-group-size.js";
import type { Services } from "./services.js";
import type { ToolUsers } from "./sql/analyst-accounts.js";
import type { AnalystSql } from "./sql/analyst-sql.js";
import { toolInterface } from "./sql/tool-interface.js";
import { limits, logComment, selector, storeProblem } from "./store/select.js";
import { StatementTimes } from "./store/statement-times.js";
import { reportingOf } from "./usage/reporting.js";

export interface QueryOptions extends Omit<Authenticator, "members" | "claimedOwners"> {
  /** What organisations say of persons, shared with the login. @default of its own, from `client` */
  readonly members?: MemberRoles | undefined;
  /** Requests of one credential; its organisation has ten times as many. @default 20 a second, 600 at once: a page of the dashboards asks about ten questions */
  readonly rateLimit?: RateLimit | undefined;
  /** Whether a `Host` header means this service. Health is answered under any. @default every one does */
  readonly isKnownHost?: ((header: string) => boolean) | undefined;
  /** Who may read `/metrics`. @default everybody */
  readonly metricsGate?: MetricsGate | undefined;
  readonly client: ClickHouseClient;
  /**
   * What files are read through: a slow reader of many holds connections for as long, and no question waits for them.
   * Its time-out is longer than a reader may pause. @default the client of all questions
   */
  readonly exportClient?: ClickHouseClient | undefined;
  readonly factors: FactorSet;
  readonly registry: Registry;
  readonly health: Health;
  readonly logger: Logger;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
  readonly version: string;
  /** What runs analysts' SQL. Absent: it is not offered. */
  readonly sql?: AnalystSql | undefined;
  /** Sites whose pages may ask as tools do. @default none */
  readonly sqlCorsOrigins?: readonly string[] | undefined;
  /** Accounts of tools at the engine itself. Absent: tools are let in by this service alone. */
  readonly toolUsers?: ToolUsers | undefined;
  /** The end of the log, for what is in flight. Absent: that is not told. */
  readonly logTail?: LogTail | undefined;
  /**
   * Addresses of the proxies in front, whose `X-Forwarded-For` is believed: the audit log holds where an act came from.
   * @default none
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** This service as browsers see it. Absent: what a request was addressed to. */
  readonly publicUrl?: string | undefined;
  /** Built dashboards. Absent: none are served. */
  readonly dashboardsDir?: string | undefined;
}

/** No script, style or request but the site's own. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'";

/** Ends that are told at 0 from the beginning: an increase from nothing is none to Prometheus. */
const countedFromTheStart = ["200", "429", "500", "503", "broken_off", "hung_up"];

/** Builds the service; nothing listens yet. */
export function createQueryApp(options: QueryOptions): Express {
  const { client, factors, registry, health, logger, tracing, sessions, oidc, dashboardsDir } = options;
  const authenticator: Authenticator = {
    ...options,
    members: options.members ?? new MemberRoles(client, logger),
    claimedOwners: new ClaimedOwners(client, logger),
  };
  const requests = new Counter({
    name: "query_requests_total",
    help: "Requests by the status of their answer; broken_off: a part was sent, hung_up: the client left before its end",
    labelNames: ["operation", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "query_request_seconds",
    help: "From a request to its answer",
    labelNames: ["operation"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 20],
    registers: [registry],
  });
  for (const operation of [...operations.map(({ id }) => id), "toolStatement"])
    for (const status of countedFromTheStart) requests.inc({ operation, status }, 0);
  for (const { id } of operations) seconds.zero({ operation: id });
  const { perSecond, burst } = options.rateLimit ?? { perSecond: 20, burst: 600 };
  const limiter = new CredentialLimits({
    credential: { perSecond, burst },
    org: { perSecond: perSecond * 10, burst: burst * 10 },
  });
  const { select, selectColumns } = selector(client);
  const exportLimit = new ExportConcurrencyLimit();
  const servicesOf = (request: Pick<RequestContext, "route" | "requestId">): Services => ({
    client,
    exportClient: options.exportClient ?? client,
    exportLimit,
    factors,
    logger,
    select,
    selectColumns,
    sql: options.sql,
    toolUsers: options.toolUsers,
    logTail: options.logTail,
    rereadKeys: () => options.keyRing.reread(),
    insert: async (table, rows) => {
      try {
        await client.insert({
          table,
          values: rows,
          format: "JSONEachRow",
          clickhouse_settings: { ...limits, log_comment: logComment(request, `insert-${table}`) },
        });
      } catch (error) {
        throw storeProblem(error);
      }
    },
  });

  const trail = new AuditTrail((act, row) => servicesOf(act).insert("audit_log", [row]), logger);

  function handlerOf(operation: Operation) {
    const input = inputReader(operation);
    const route = `${operation.method.toUpperCase()} ${operation.path}`;
    const fixedHeaders = {
      // What may be kept must be asked for again; the entity tag answers that with 304 where nothing has changed.
      "cache-control": operation.method === "get" ? "private, no-cache" : "no-store",
      vary: "authorization, x-api-key, cookie",
      ...deprecationHeaders(operation),
    };
    return async (request: Request, response: Response): Promise<void> => {
      const requestId = response.locals.requestId as string;
      const ended = seconds.startTimer({ operation: operation.id });
      const parent = parseTraceparent(request.get("traceparent"));
      const span = tracing?.start(route, { kind: "server", parent, attributes: { "request.id": requestId } });
      const over = new AbortController();
      // Before anything is waited for: who hangs up meanwhile is not heard later.
      response.on("close", () => {
        // Nothing of a request goes on after its answer: a question that was refused has statements under way.
        over.abort(answerOver);
        ended();
        requests.inc({ operation: operation.id, status: endOf(response) });
        span?.end({ "http.response.status_code": response.statusCode });
      });
      const asked = { operation, request, requestId, route };
      const principal = await authenticate(authenticator, request).catch(async (error: unknown) => {
        const holder = options.keyRing.holderOf(presentedKey(request) ?? "");
        const code = problemOf(error)?.problem.code;
        if (holder !== undefined && (code === "credential_revoked" || code === "credential_expired"))
          await trail.ended({ ...asked, principal: holder }, code);
        throw error;
      });
      const act = { ...asked, principal };
      const { verdict, headers } = limiter.take(principal, 1, Date.now());
      response.set({ ...fixedHeaders, ...headers });
      if (!verdict.allowed) {
        await trail.tooOften(act, "rate_limited");
        throw new ProblemError(problem("rate_limited"), { "retry-after": String(verdict.retryAfterSeconds) });
      }
      const role = roleOf(principal, operation);
      const fault =
        principal.kind === "session" && isCrossSite(request, options.publicUrl)
          ? "cross_site"
          : role === undefined || !operation.roles.includes(role)
            ? "role_missing"
            : undefined;
      if (role === undefined || fault !== undefined) {
        await trail.forbidden(act, fault ?? "role_missing");
        throw new ProblemError(problem(fault ?? "role_missing"));
      }
      const statements = new StatementTimes();
      const inProgress = new ActInProgress(trail, act);
      const carryOut = async (): Promise<unknown> => {
        if (operation.body !== undefined) await readBody(request, response);
        const context: RequestContext = {
          principal,
          role,
          parameters: input.parameters(request.params, request.query),
          body: input.body(request.body),
          requestId,
          route,
          signal: over.signal,
          nowMs: Date.now(),
          statements,
          traceparent: span && formatTraceparent(span.context),
          response,
          act: inProgress,
        };
        const services = servicesOf(context);
        return await operation.handle(await inOwnZone(operation, context, services), services);
      };
      const answer = await carryOut().catch(async (error: unknown) => {
        await inProgress.undone(problemOf(error)?.problem);
        throw error;
      });
      await inProgress.record();
      if (answer === undefined) return;
      response.set("server-timing", statements.header);
      await sendJson(response, answer, over.signal);
    };
  }

  const app = express();
  app.disable("x-powered-by");
  // By default what stands behind the thousandth pair is dropped without a word. The size of an address is limited anyway.
  app.set("query parser", (text: string) => parseQuery(text, "&", "=", { maxKeys: 0 }));
  app.set("etag", "strong");
  app.set("trust proxy", [...(options.trustedProxies ?? [])]);
  app.use((_, response, next) => {
    response.locals.requestId = randomUUID();
    response.set({
      "x-request-id": response.locals.requestId as string,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": contentSecurityPolicy,
    });
    next();
  });
  app.get("/health/live", (_, response) => void response.json({ status: "live" }));
  app.get("/health/ready", (_, response) => void response.status(health.ready ? 200 : 503).json(health.report()));
  const { isKnownHost = () => true, metricsGate = () => undefined } = options;
  app.use((request, _response, next) => {
    if (!isKnownHost(request.headers.host ?? "")) throw new ProblemError(problem("host_unknown"));
    next();
  });
  app.get("/metrics", async (request, response) => {
    const fault = metricsGate(request.headers.authorization);
    if (fault !== undefined) throw new ProblemError(problem(fault));
    response.type(registry.contentType).send(await registry.metrics());
  });
  const document = openapiDocument(operations, options.version, sessionCookie(options.publicUrl).name);
  app.get("/openapi.json", (_, response) => void response.json(document));
  app.use("/docs", docsRouter());
  app.use(signInRoutes({ sessions, oidc, publicUrl: options.publicUrl, trail, logger }));
  for (const operation of operations)
    app[operation.method](operation.path.replaceAll(/\{(\w+)\}/g, ":$1"), handlerOf(operation));
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const allow = operations
      .filter((operation) => operation.path === path)
      .map(({ method }) => (method === "get" ? "GET, HEAD" : method.toUpperCase()));
    app.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), (_, response) => {
      response.set("allow", allow.join(", "));
      throw new ProblemError(problem("method_not_allowed"));
    });
  }
  if (options.sql !== undefined)
    app.use(
      toolInterface({
        sql: options.sql,
        keyRing: options.keyRing,
        minimumGroupSizeOf: (asking) => minimumGroupSizeOf(asking, servicesOf(asking)),
        limiter,
        client,
        corsOrigins: options.sqlCorsOrigins,
        logger,
        trail,
        answered: (status) => requests.inc({ operation: "toolStatement", status }),
      }),
    );
  if (dashboardsDir !== undefined && existsSync(dashboardsDir)) app.use(dashboardFiles(dashboardsDir));
  app.use(() => {
    throw new ProblemError(problem("not_found"));
  });
  const failures = new FailureLog(logger);
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const requestId = response.locals.requestId as string;
    const known = problemOf(error);
    // What fails because its reader has gone is nobody's fault.
    if ((known?.problem.status ?? 500) >= 500 && !response.destroyed)
      failures.note(error, known, { requestId, route: `${request.method} ${routeOf(request)}` });
    if (response.destroyed) return;
    if (response.headersSent) {
      response.locals.brokenOff = true;
      return void response.destroy();
    }
    const { problem: document, headers } = known ?? new ProblemError(problem("internal"));
    // What was set for a file that is not sent now: how it is packed, and how long it holds.
    for (const name of ["content-encoding", "etag", "last-modified", "accept-ranges"]) response.removeHeader(name);
    if (/\bpublic\b/.test(String(response.getHeader("cache-control")))) response.set("cache-control", "no-store");
    if (document.status === 401) response.set("www-authenticate", 'Bearer realm="ecomind"');
    response
      .status(document.status)
      .set(headers)
      .type(problemMediaType)
      .send(JSON.stringify({ ...document, request_id: requestId }));
  });
  return app;
}

/**
 * A request that names no time zone is in its organisation's, but for the first clients': to them a day is one of UTC.
 * @returns the context to answer in
 */
async function inOwnZone(operation: Operation, context: RequestContext, services: Services): Promise<RequestContext> {
  const takesZone = operation.parameters?.some(({ name }) => name === "tz") === true;
  if (!takesZone || operation.deprecated !== undefined || context.parameters.tz !== undefined) return context;
  const { zone } = await reportingOf(context, services);
  return zone === null ? context : { ...context, parameters: { ...context.parameters, tz: zone } };
}

/** The path as it was declared: one that was asked for may hold persons' names. */
const routeOf = (request: Request): string => (request.route as { path?: string } | undefined)?.path ?? "";

/** How an answer ended, as it is counted. A status that was sent says nothing of a file that broke off behind it. */
function endOf(response: Response): string {
  if (response.writableFinished) return String(response.statusCode);
  return response.locals.brokenOff === true ? "broken_off" : "hung_up";
}

/** One for all: to make an error for each answer takes 0.15 ms. */
const answerOver = new DOMException("The answer is over.", "AbortError");

const parseJson = express.json({ limit: "64kb", strict: false, type: () => true });

/** Reads a body once its sender is known to be allowed to send one. */
const readBody = (request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });

/** RFC 9745 and RFC 8594. */
function deprecationHeaders({ deprecated }: Operation): Record<string, string> {
  if (deprecated === undefined) return {};
  const { since, successor, sunset } = deprecated;
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    link: `<${successor}>; rel="successor-version"`,
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
  };
}

const unreadableBody = () => problem("invalid_body", { pointer: "", detail: "Expected JSON in UTF-8." });

/** What express's own parts refuse, by status: a body that cannot be read, a file that is not there or not so. */
const refusals: Readonly<Record<number, () => ProblemDocument>> = {
  400: unreadableBody,
  403: () => problem("not_found"),
  404: () => problem("not_found"),
  412: () => problem("precondition_failed"),
  413: () => problem("body_too_large"),
  415: unreadableBody,
  416: () => problem("range_not_satisfiable"),
};

/** Errors of express's own parts, and our own; undefined for a fault of the service. */
function problemOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof URIError) return new ProblemError(problem("not_found"));
  // Theirs alone say that they may be told to the client.
  const { expose, status } = (error ?? {}) as { expose?: unknown; status?: unknown };
  const refusal = expose === true ? refusals[Number(status)] : undefined;
  return refusal && new ProblemError(refusal());
}
