// Writes src/generated/openapi.ts from the query service's OpenAPI document: `npm run api-client`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openapiDocument, operations } from "@ecomind/query";
import openapiTypes, { astToString } from "openapi-typescript";

export const typesFile = fileURLToPath(new URL("../src/generated/openapi.ts", import.meta.url));

/** The types as text. */
export const generated = async () => {
  const text = astToString(await openapiTypes(openapiDocument(operations, "0.1.0"), { silent: true }));
  return `// Generated from the query service's OpenAPI document by scripts/generate.mjs; do not edit.\n${text}`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesFile, await generated());
