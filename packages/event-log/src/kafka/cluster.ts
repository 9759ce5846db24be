import { mayFail } from "@ecomind/platform";
import { LogIntegrityError, LogUnavailableError } from "../errors.js";
import type { LogRecord, PartitionBounds } from "../port.js";
import { clientConfig } from "./client.js";
import { sleep, within } from "./deadline.js";
import { decodeRecords } from "./decode-records.js";
import { fetchRequest } from "./fetch-request.js";
import { Cluster, createLogger, type WireCluster, type WirePartition, type WireRequest } from "./kafkajs-internals.js";
import type { KafkaLogOptions } from "./options.js";
import { produceError } from "./produce-errors.js";
import { Sockets } from "./sockets.js";

const isConnectionFault = (error: unknown): error is { host?: string; port?: number } =>
  error instanceof Error && error.name.startsWith("KafkaJSConnection");

/** The brokers as seen from one topic: who leads which partition, and connections to them that mend themselves. */
export class KafkaCluster {
  readonly #cluster: WireCluster;
  readonly #sockets = new Sockets();
  readonly #requestTimeoutMs: number;
  readonly topic: string;

  constructor(options: KafkaLogOptions, topic: string, requestTimeoutMs: number) {
    const config = clientConfig(options, this.#sockets, { requestTimeoutMs });
    this.topic = topic;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#cluster = new Cluster({
      ...config,
      logger: createLogger({ level: config.logLevel, logCreator: config.logCreator }),
      retry: { ...config.retry, initialRetryTime: 50, retries: 1 },
      enforceRequestTimeout: true,
      metadataMaxAge: 300_000,
      allowAutoTopicCreation: false,
      isolationLevel: 0,
    });
  }

  /** @throws LogUnavailableError */
  async connect(): Promise<void> {
    await this.#try("connecting", async () => {
      await this.#cluster.connect();
      await this.#cluster.addMultipleTargetTopics([this.topic]);
    });
  }

  /** What the last metadata said; empty when the topic does not exist. */
  get partitions(): readonly WirePartition[] {
    return this.#cluster.findTopicPartitionMetadata(this.topic);
  }

  /** Asks the brokers who leads what. @throws LogUnavailableError */
  async refresh(): Promise<void> {
    await this.#try("metadata", () => this.#cluster.refreshMetadata());
  }

  /** Sends a request to one broker and waits for its answer. @throws LogUnavailableError */
  async send<T>(nodeId: number, request: WireRequest<T>, timeoutMs: number): Promise<T> {
    return await this.#try(request.request.apiName, async () => {
      const broker = await this.#cluster.findBroker({ nodeId });
      const { host, port } = broker.connectionPool;
      try {
        return await within(broker.connectionPool.send(request), timeoutMs, request.request.apiName);
      } catch (error) {
        // Nothing more is to be expected of this connection.
        if (error instanceof LogUnavailableError) this.#sockets.cut("no answer", `${host}:${port}`);
        if (isConnectionFault(error)) await broker.disconnect();
        throw error;
      }
    });
  }

  /** Oldest and next offset of every partition. @throws LogUnavailableError */
  async bounds(): Promise<Map<number, PartitionBounds>> {
    return await this.#again("bounds", async () => {
      const partitions = this.partitions.map(({ partitionId }) => ({ partition: partitionId }));
      const at = async (fromBeginning: boolean) => {
        const [found] = await this.#cluster.fetchTopicsOffset([{ topic: this.topic, partitions, fromBeginning }]);
        return new Map((found?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
      };
      // The start first: retention may move it meanwhile, but never beyond an end that is read later.
      const starts = await at(true);
      const ends = await at(false);
      return new Map([...ends].map(([partition, end]) => [partition, { start: starts.get(partition) ?? 0, end }]));
    });
  }

  /** The record at an offset; undefined where there is none. @throws LogUnavailableError, LogIntegrityError */
  async record(partition: number, offset: number): Promise<LogRecord | undefined> {
    return await this.#again("fetch", async () => {
      const leader = this.partitions.find(({ partitionId }) => partitionId === partition)?.leader ?? -1;
      const broker = await this.#cluster.findBroker({ nodeId: leader });
      // The smallest bound: the broker answers with the batch that holds the offset, however large.
      const limits = { waitMs: 0, minBytes: 0, maxBytes: 1, maxPartitionBytes: 1 };
      const request = fetchRequest(this.topic, new Map([[partition, offset]]), limits);
      const { partitions } = await broker.connectionPool.send(request);
      const { code = 0, records = Buffer.alloc(0) } = partitions[0] ?? {};
      if (code === 1) return undefined;
      if (code !== 0) throw produceError(this.topic, partition, code).error;
      return decodeRecords(`${this.topic}/${partition}`, partition, records, offset, 1)[0];
    });
  }

  /** What a group committed, by partition. @throws LogUnavailableError */
  async committed(groupId: string): Promise<Map<number, number>> {
    return await this.#again("committed offsets", async () => {
      const partitions = this.partitions.map(({ partitionId }) => ({ partition: partitionId }));
      const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
      const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic: this.topic, partitions }] });
      const offsets = responses.flatMap(({ partitions }) =>
        partitions.map(({ partition, offset }) => [partition, Number(offset)] as const),
      );
      // Negative: none, or what kafkajs commits when it resets a position.
      return new Map(offsets.filter(([, offset]) => offset >= 0));
    });
  }

  async close(): Promise<void> {
    await within(this.#cluster.disconnect(), 2_000, "disconnecting").catch(mayFail("the sockets are cut next"));
    this.#sockets.close();
  }

  /** Once more with fresh metadata, as leaders move. */
  async #again<T>(what: string, run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.#try(what, async () => {
          await this.#cluster.refreshMetadataIfNecessary();
          return await run();
        });
      } catch (error) {
        if (attempt === 4 || error instanceof LogIntegrityError) throw error;
        await sleep(attempt * 200);
        await this.refresh().catch(mayFail("what runs next fails by itself"));
      }
  }

  async #try<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await within(run(), this.#requestTimeoutMs + 500, what);
    } catch (error) {
      if (isConnectionFault(error) && error.host !== undefined && error.port !== undefined)
        this.#cluster.removeBroker({ host: error.host, port: error.port });
      if (error instanceof LogUnavailableError || error instanceof LogIntegrityError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new LogUnavailableError(`${what}: ${reason}`, { cause: error });
    }
  }
}
