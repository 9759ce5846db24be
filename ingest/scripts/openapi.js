import { readFileSync, writeFileSync } from "node:fs";
import { ingestDocument } from "../dist/openapi.js";

const here = (path) => new URL(path, import.meta.url);
const event = JSON.parse(readFileSync(here("../../packages/contract/schema/event.v2.schema.json"), "utf8"));

/** Writes docs/api/ingest.openapi.json. */
writeFileSync(here("../../docs/api/ingest.openapi.json"), `${JSON.stringify(ingestDocument(event), undefined, 2)}\n`);
