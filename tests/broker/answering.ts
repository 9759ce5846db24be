import { mayFail } from "@ecomind/platform";
import { Kafka, logLevel } from "kafkajs";

/** Waits until `count` brokers know of one another. @throws Error after `timeoutMs` */
export async function answering(bootstrap: readonly string[], count: number, timeoutMs = 120_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const admin = new Kafka({
      brokers: [...bootstrap],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 2_000,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      const { brokers, controller } = await admin.describeCluster();
      if (brokers.length >= count && controller !== null) return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`no broker answers at ${bootstrap.join(", ")}`, { cause: error });
    } finally {
      await admin.disconnect().catch(mayFail("the broker is stopped next"));
    }
    if (Date.now() > deadline) throw new Error(`fewer than ${count} brokers answer at ${bootstrap.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
