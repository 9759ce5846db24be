import type { LogInspector, LogRecord, PartitionBounds } from "../port.js";
import type { KafkaCluster } from "./cluster.js";

/** Looks at one topic, as no member of any group. */
export class KafkaInspector implements LogInspector {
  readonly #cluster: KafkaCluster;
  readonly #prefix: string;

  constructor(cluster: KafkaCluster, prefix: string) {
    this.#cluster = cluster;
    this.#prefix = prefix;
  }

  async partitionCount(): Promise<number> {
    return (await this.bounds()).size;
  }

  async bounds(): Promise<ReadonlyMap<number, PartitionBounds>> {
    return await this.#cluster.bounds();
  }

  async recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    return await this.#cluster.record(partition, offset);
  }

  async committed(group: string): Promise<ReadonlyMap<number, number>> {
    return await this.#cluster.committed(`${this.#prefix}${group}`);
  }

  async close(): Promise<void> {
    await this.#cluster.close();
  }
}
