import type { WireRequest } from "./kafkajs-internals.js";

/** Kafka's error code per partition; 0 is stored. */
export type ProduceResult = ReadonlyMap<number, number>;

/** Produce, version 7, `acks=all`: one record batch for each partition (https://kafka.apache.org/protocol#The_Messages_Produce). */
export function produceRequest(
  topic: string,
  batches: ReadonlyMap<number, Buffer>,
  timeoutMs: number,
): WireRequest<{ readonly errors: ProduceResult }> {
  return {
    request: {
      apiKey: 0,
      apiVersion: 7,
      apiName: "Produce",
      encode: async () => asEncoder(encode(topic, batches, timeoutMs)),
    },
    response: {
      decode: async (payload) => decode(payload),
      parse: async (decoded) => decoded,
    },
  };
}

const asEncoder = (buffer: Buffer) => ({ buf: buffer, buffer, size: () => buffer.length });

function encode(topic: string, batches: ReadonlyMap<number, Buffer>, timeoutMs: number): Buffer {
  const name = Buffer.from(topic);
  const head = Buffer.allocUnsafe(2 + 2 + 4 + 4 + 2 + name.length + 4);
  head.writeInt16BE(-1, 0); // no transaction
  head.writeInt16BE(-1, 2); // acks=all
  head.writeInt32BE(Math.max(1, Math.round(timeoutMs)), 4);
  head.writeInt32BE(1, 8); // topics
  head.writeInt16BE(name.length, 12);
  head.set(name, 14);
  head.writeInt32BE(batches.size, 14 + name.length);
  const parts: Buffer[] = [head];
  for (const [partition, batch] of batches) {
    const part = Buffer.allocUnsafe(8);
    part.writeInt32BE(partition, 0);
    part.writeInt32BE(batch.length, 4);
    parts.push(part, batch);
  }
  return Buffer.concat(parts);
}

function decode(payload: Buffer): { errors: Map<number, number>; clientSideThrottleTime: number } {
  const errors = new Map<number, number>();
  let at = 4;
  for (let topics = payload.readInt32BE(0); topics > 0; topics -= 1) {
    at += 2 + payload.readInt16BE(at);
    let partitions = payload.readInt32BE(at);
    at += 4;
    // partition, error code, base offset, append time, log start
    for (; partitions > 0; partitions -= 1, at += 30) errors.set(payload.readInt32BE(at), payload.readInt16BE(at + 4));
  }
  return { errors, clientSideThrottleTime: payload.readInt32BE(at) };
}
