import type { components, paths } from "./generated/openapi.js";

export type { components, operations, paths } from "./generated/openapi.js";

/** A problem document (RFC 9457), with the API's stable codes. */
export type Problem = components["schemas"]["Problem"];

export type Method = "get" | "post" | "put" | "delete";

/** Paths of the API that have a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

/** What an operation answers: JSON as the document says, a file as text. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: { 200: { content: infer C } } }
    ? C extends { "application/json": infer A }
      ? A
      : string
    : never;

type Given<O, K extends "path" | "query"> = O extends { parameters: Record<K, infer V> } ? V : undefined;
type QueryOf<O> = O extends { parameters: { query?: infer V } } ? V : undefined;
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;

/** What a request gives to an operation; what the document asks for is asked for here. */
export type Input<P extends keyof paths, M extends Method> = {
  readonly signal?: AbortSignal;
  readonly query?: QueryOf<Operation<P, M>>;
} & (Given<Operation<P, M>, "path"> extends undefined ? unknown : { readonly path: Given<Operation<P, M>, "path"> }) &
  (BodyOf<Operation<P, M>> extends undefined ? unknown : { readonly body: BodyOf<Operation<P, M>> });
