import { limits } from "@ecomind/contract";
import type { Door, Taking } from "../../door.js";
import { isJson, isNdjson } from "../media-types.js";
import { ingestBatch } from "./ingest-batch.js";
import { ingestOne } from "./ingest-one.js";

const mostBytes = limits.bodyBytes;
const one: Taking = { mostBytes, take: ingestOne };
const lines: Taking = { mostBytes, take: (...request) => ingestBatch(...request, true) };
const list: Taking = { mostBytes, take: (...request) => ingestBatch(...request, false) };

/** `POST /v1/ingest`: one event of the contract. */
export const eventDoor: Door = {
  route: "ingest",
  open: ({ contentType }) => (isJson(contentType) ? one : "unsupported_media_type"),
};

/** `POST /v1/ingest/batch`: many, as JSON or as lines of it. */
export const batchDoor: Door = {
  route: "batch",
  open({ contentType }) {
    if (isJson(contentType)) return list;
    return isNdjson(contentType) ? lines : "unsupported_media_type";
  },
};
