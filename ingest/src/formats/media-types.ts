/** Media types of bodies, each with UTF-8 or without a charset. */
const typed = (names: string): RegExp =>
  new RegExp(`^application/(?:${names})\\s*(?:;\\s*charset="?utf-8"?\\s*)?$`, "i");

export const isJson = (type: string): boolean => json.test(type);
const json = typed("json");

export const isNdjson = (type: string): boolean => ndjson.test(type);
const ndjson = typed("(?:x-)?(?:ndjson|jsonl)");

export const isProtobuf = (type: string): boolean => protobuf.test(type);
const protobuf = typed("(?:x-)?protobuf");

export const isCloudEvent = (type: string): boolean => cloudEvent.test(type);
const cloudEvent = typed("cloudevents\\+json");

export const isCloudEventBatch = (type: string): boolean => cloudEventBatch.test(type);
const cloudEventBatch = typed("cloudevents-batch\\+json");
