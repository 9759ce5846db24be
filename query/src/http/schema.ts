/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

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
