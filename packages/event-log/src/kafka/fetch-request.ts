import type { WireRequest } from "./kafkajs-internals.js";

export interface FetchLimits {
  /** Milliseconds that the broker holds its answer back until `minBytes` are there. */
  readonly waitMs: number;
  readonly minBytes: number;
  /** Of one answer; a broker exceeds it rather than answer with nothing. */
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
}

/** What one partition brought. */
export interface FetchedPartition {
  readonly partition: number;
  /** Kafka's error code; 0 is none. */
  readonly code: number;
  /** Record batches, the last perhaps in part; a view of the answer. */
  readonly records: Buffer;
}

export interface FetchResult {
  readonly partitions: readonly FetchedPartition[];
}

/**
 * Fetch, version 4, as a consumer (https://kafka.apache.org/protocol#The_Messages_Fetch).
 * @param offsets where to read, by partition
 */
export function fetchRequest(
  topic: string,
  offsets: ReadonlyMap<number, number>,
  limits: FetchLimits,
): WireRequest<FetchResult> {
  return {
    request: {
      apiKey: 1,
      apiVersion: 4,
      apiName: "Fetch",
      encode: async () => {
        const buffer = encode(topic, offsets, limits);
        return { buf: buffer, buffer, size: () => buffer.length };
      },
    },
    response: {
      decode: async (payload) => decode(payload),
      parse: async (decoded) => decoded,
    },
  };
}

function encode(topic: string, offsets: ReadonlyMap<number, number>, limits: FetchLimits): Buffer {
  const name = Buffer.from(topic);
  const buffer = Buffer.allocUnsafe(4 + 4 + 4 + 4 + 1 + 4 + 2 + name.length + 4 + offsets.size * 16);
  buffer.writeInt32BE(-1, 0); // not a replica
  buffer.writeInt32BE(limits.waitMs, 4);
  buffer.writeInt32BE(limits.minBytes, 8);
  buffer.writeInt32BE(limits.maxBytes, 12);
  buffer.writeInt8(0, 16); // read uncommitted: there are no transactions, and a marker of one must be seen
  buffer.writeInt32BE(1, 17); // topics
  buffer.writeInt16BE(name.length, 21);
  buffer.set(name, 23);
  let at = 23 + name.length;
  at = buffer.writeInt32BE(offsets.size, at);
  for (const [partition, offset] of offsets) {
    at = buffer.writeInt32BE(partition, at);
    at = buffer.writeBigInt64BE(BigInt(offset), at);
    at = buffer.writeInt32BE(limits.maxPartitionBytes, at);
  }
  return buffer;
}

function decode(payload: Buffer): FetchResult & { clientSideThrottleTime: number } {
  const found: FetchedPartition[] = [];
  let at = 8;
  for (let topics = payload.readInt32BE(4); topics > 0; topics -= 1) {
    at += 2 + payload.readInt16BE(at);
    let partitions = payload.readInt32BE(at);
    at += 4;
    for (; partitions > 0; partitions -= 1) {
      const partition = payload.readInt32BE(at);
      const code = payload.readInt16BE(at + 4);
      // The high watermark and the last stable offset; then aborted transactions, of 16 bytes each.
      at += 22;
      at += 4 + Math.max(0, payload.readInt32BE(at)) * 16;
      const bytes = Math.max(0, payload.readInt32BE(at));
      at += 4;
      found.push({ partition, code, records: payload.subarray(at, at + bytes) });
      at += bytes;
    }
  }
  return { partitions: found, clientSideThrottleTime: payload.readInt32BE(0) };
}
