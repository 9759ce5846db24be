import { changesSomething, type Operation } from "./operation.js";
import { problemTable } from "./problems.js";

const problemSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { enum: Object.keys(problemTable) },
    detail: { type: "string" },
    parameter: { type: "string" },
    pointer: { type: "string" },
    engine_code: { type: "integer", description: "Of sql_refused: ClickHouse's code, where the engine refuses." },
    request_id: { type: "string" },
  },
  required: ["type", "title", "status", "code"],
};

const refusals: Readonly<Record<string, string>> = {
  400: "The request is not valid",
  401: "A valid credential is needed",
  403: "The credential does not allow this",
  404: "There is nothing here",
  408: "The request did not come in time",
  409: "What is there does not allow this",
  413: "The body is too large",
  421: "The service is not known under this host name",
  422: "The question asks for more than one answer may hold",
  429: "Too many requests",
  431: "The address and headers are too large",
  500: "The service failed",
  503: "The store does not answer; try again",
};

function operationObject(operation: Operation): object {
  const { id, summary, parameters = [], body, response, responseHeaders, downloads, roles, method } = operation;
  return {
    operationId: id,
    summary,
    ...(operation.deprecated === undefined ? {} : { deprecated: true }),
    description: `Roles: ${roles.join(", ")}.${changesSomething(operation) ? " Of API keys: those with the scope admin." : ""}`,
    tags: [operation.path.split("/")[2] ?? "api"],
    parameters: parameters.map(({ name, in: place, description, schema, required = false }) => ({
      name,
      in: place,
      description,
      required,
      schema,
      ...(schema.type === "array" ? { style: "form", explode: true } : {}),
    })),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      200: {
        description: "Done",
        ...(responseHeaders === undefined
          ? {}
          : {
              headers: Object.fromEntries(
                Object.entries(responseHeaders).map(([name, description]) => [
                  name,
                  { description, schema: { type: "string" } },
                ]),
              ),
            }),
        content:
          downloads === undefined
            ? { "application/json": { schema: response } }
            : Object.fromEntries(downloads.map((type) => [type, { schema: { type: "string", format: "binary" } }])),
      },
      ...(method === "get" ? { 304: { description: "Not changed since the entity tag of `If-None-Match`" } } : {}),
      ...Object.fromEntries(
        Object.keys(refusals).map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
      ),
    },
  };
}

/**
 * The OpenAPI 3.1 document, from the same schemas that check requests.
 * @param sessionCookie its name @default that over plain http
 */
export function openapiDocument(
  operations: readonly Operation[],
  version: string,
  sessionCookie = "eco_session",
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  return {
    openapi: "3.1.0",
    info: {
      title: "EcoMind",
      version,
      summary: "What a company's use of AI costs in energy, water and carbon",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          `Refused${status}`,
          {
            description,
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A token of the issuer, or an API key for clients that can send nothing else.",
        },
        session: { type: "apiKey", in: "cookie", name: sessionCookie },
      },
    },
  };
}
