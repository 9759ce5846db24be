import { rejectReasons, warningReasons } from "@ecomind/contract";
import { type ProblemCode, problemTable } from "./problems.js";

type Json = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const object = (properties: Json, required: readonly string[]) => ({ type: "object", properties, required });

const refusal = {
  reason: { enum: Object.keys(rejectReasons) },
  pointer: { ...text, description: "JSON pointer into the event." },
  retryable: { type: "boolean", description: "Whether the same event may be accepted later." },
  allowed: { ...text, description: "What the field may hold." },
  server_time: { ...text, format: "date-time" },
  known_versions: { type: "array", items: { type: "integer" } },
};

const schemas: Json = {
  Warning: object({ reason: { enum: Object.keys(warningReasons) }, pointer: text, allowed: refusal.allowed }, [
    "reason",
    "pointer",
  ]),
  Accepted: object(
    {
      accepted: { const: 1 },
      id: { ...text, format: "uuid" },
      warnings: {
        type: "array",
        items: { $ref: "#/components/schemas/Warning" },
        description: "Optional fields that were left out.",
      },
    },
    ["accepted", "id"],
  ),
  Verdict: {
    anyOf: [
      object(
        {
          index: { type: "integer" },
          status: { enum: ["accepted", "unknown"] },
          id: { ...text, format: "uuid" },
          warnings: { type: "array", items: { $ref: "#/components/schemas/Warning" } },
        },
        ["index", "status", "id"],
      ),
      object({ index: { type: "integer" }, status: { const: "rejected" }, ...refusal }, [
        "index",
        "status",
        "reason",
        "pointer",
        "retryable",
      ]),
    ],
  },
  BatchAnswer: object(
    {
      accepted: { type: "integer" },
      rejected: { type: "integer" },
      results: { type: "array", items: { $ref: "#/components/schemas/Verdict" } },
    },
    ["accepted", "rejected", "results"],
  ),
  Problem: object(
    {
      type: text,
      title: text,
      status: { type: "integer" },
      code: { enum: Object.keys(problemTable) },
      detail: text,
      ...refusal,
      accepted: { const: 0 },
      rejected: { type: "integer" },
      results: { type: "array", items: { $ref: "#/components/schemas/Verdict" } },
    },
    ["type", "title", "status", "code"],
  ),
};

const json = (name: string) => ({ "application/json": { schema: { $ref: `#/components/schemas/${name}` } } });

/** Problems by status: each has a code of its own. */
function problems(without: readonly ProblemCode[]): Json {
  const byStatus = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(problemTable))
    if (!without.includes(code as ProblemCode))
      byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}.`]);
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      {
        description: lines.join(" "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

/** The edge's routes as OpenAPI 3.1. @param event JSON Schema of an event */
export function ingestDocument(event: Json): Json {
  const { $schema: _, $id: __, ...eventSchema } = event;
  return {
    openapi: "3.1.0",
    info: {
      title: "EcoMind ingest",
      version: "2",
      description: "Takes uses of AI assistants. See docs/api/ingest.md.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ key: [] }, { bearer: [] }],
    paths: {
      "/v1/ingest": {
        post: {
          operationId: "ingest",
          summary: "One event; the answer comes when it is durable.",
          requestBody: { required: true, content: json("Event") },
          responses: {
            "202": { description: "The event is in the log.", content: json("Accepted") },
            ...problems(["invalid_batch", "batch_rejected"]),
          },
        },
      },
      "/v1/ingest/batch": {
        post: {
          operationId: "ingestBatch",
          summary: "Up to 1,000 events, with a verdict for each.",
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: object(
                  { events: { type: "array", minItems: 1, items: { $ref: "#/components/schemas/Event" } } },
                  ["events"],
                ),
              },
              "application/x-ndjson": { schema: { ...text, description: "One event a line." } },
            },
          },
          responses: {
            "202": { description: "At least one event was accepted.", content: json("BatchAnswer") },
            ...problems(["event_rejected", "org_mismatch", "user_mismatch"]),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        key: { type: "apiKey", in: "header", name: "X-API-Key" },
        bearer: { type: "http", scheme: "bearer" },
      },
      schemas: { Event: eventSchema, ...schemas },
    },
  };
}
