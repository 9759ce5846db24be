import type { Role } from "../identity/roles.js";
import type { Services } from "../services.js";
import type { RequestContext } from "./request-context.js";
import type { JsonSchema } from "./schema.js";

/** A parameter in the path or the query string. Arrays are given by repeating the name. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required?: boolean;
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
