import type { Principal } from "@ecomind/accounts";
import type { ClickHouseClient, ClickHouseSettings } from "@ecomind/clickhouse";
import type { FactorSet } from "@ecomind/footprint";
import type { Logger } from "@ecomind/platform";
import type { Response } from "express";
import type { ExportConcurrencyLimit } from "../exports/concurrency-limit.js";
import type { LogTail } from "../pipeline/in-flight.js";
import type { ToolUsers } from "../sql/analyst-accounts.js";
import type { AnalystSql } from "../sql/analyst-sql.js";
import type { StatementTimes } from "../store/statement-times.js";

/** What a person or a key is in an organisation. */
export type Role = "owner" | "admin" | "analyst" | "viewer" | "billing";

/** Everyone who may look at the organisation's figures as a whole. */
export const readers: readonly Role[] = ["owner", "admin", "analyst", "billing"];
export const administrators: readonly Role[] = ["owner", "admin"];

type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter in the path or the query string. Arrays are given by repeating the name. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required?: boolean;
}

export interface RequestContext {
  readonly principal: Principal;
  readonly role: Role;
  /** Valid by the operation's schemas. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly requestId: string;
  /** Method and path of the operation, as the document writes them; marks statements. */
  readonly route: string;
  /** Ends the request's statements when the client hangs up, and with the answer. */
  readonly signal: AbortSignal;
  readonly nowMs: number;
  readonly statements: StatementTimes;
  /** W3C trace context for the store; absent: nothing is traced. */
  readonly traceparent?: string | undefined;
  readonly response: Response;
}

/** What handlers work with. */
export interface Services {
  readonly client: ClickHouseClient;
  /** For files, which hold a connection for as long as their readers take. */
  readonly exportClient: ClickHouseClient;
  readonly exportLimit: ExportConcurrencyLimit;
  readonly factors: FactorSet;
  readonly logger: Logger;
  /** Absent: the engine has no account for analysts. */
  readonly sql: AnalystSql | undefined;
  /** Absent: the engine lets no tool in by itself; the service's own interface does. */
  readonly toolUsers: ToolUsers | undefined;
  /** Absent: this service does not know the log. */
  readonly logTail: LogTail | undefined;
  select<T>(
    context: RequestContext,
    operation: string,
    sql: string,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<T[]>;
  /** As `select`, each column a list: half the bytes, and a fifth of the time to read many rows. Of no rows it has no columns. */
  selectColumns<Columns extends Readonly<Record<string, readonly unknown[]>>>(
    context: RequestContext,
    operation: string,
    sql: string,
    parameters: Readonly<Record<string, unknown>>,
    settings?: ClickHouseSettings,
  ): Promise<Columns | Record<string, never>>;
  /** Runs a statement that changes something. */
  insert(table: string, rows: readonly object[]): Promise<void>;
}

/** One operation of the API: its place, who may call it, what it takes and gives, and what it does. */
export interface Operation {
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** OpenAPI form: `/v1/keys/{key_id}`. */
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly parameters?: readonly Parameter[];
  readonly body?: JsonSchema;
  readonly response: JsonSchema;
  /** Headers of its answer that say something of the answer, with what they say. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Media types of the answer in place of JSON: a file. */
  readonly downloads?: readonly string[];
  /** Of an operation that a newer one replaces: since when, a day, and the newer one's path. */
  readonly deprecated?: { readonly since: string; readonly successor: string; readonly sunset?: string };
  /** Of an operation that is no GET: it changes nothing all the same. @default false */
  readonly onlyReads?: boolean;
  /** Written to the audit log, done and refused alike. Refused ones of administrators' questions are as well. @default false */
  readonly audited?: boolean;
  /** @returns the answer's JSON; undefined when it has written the answer itself */
  handle(context: RequestContext, services: Services): Promise<unknown>;
}

/** Whether an operation changes something: what is no GET does, unless it says otherwise. */
export const changesSomething = ({ method, onlyReads = false }: Operation): boolean => method !== "get" && !onlyReads;

/** A schema of an object whose listed properties are all there. */
export function object(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  return {
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

export const array = (items: JsonSchema): JsonSchema => ({ type: "array", items });
export const text: JsonSchema = { type: "string" };
export const count: JsonSchema = { type: "integer", minimum: 0 };
export const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
export const time: JsonSchema = { type: "string", format: "date-time" };
/** Low, central, high; null where the method does not apply. */
export const band: JsonSchema = {
  anyOf: [object({ low: { type: "number" }, central: { type: "number" }, high: { type: "number" } }), { type: "null" }],
};
