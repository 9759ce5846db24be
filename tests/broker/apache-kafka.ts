import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering } from "./answering.js";
import type { Brokers, BrokersRequest } from "./brokers.js";
import { format } from "./format.js";
import { freePorts } from "./free-ports.js";
import { JavaProcess } from "./java-process.js";
import { type BrokerPorts, kafkaProperties } from "./kafka-properties.js";
import { TcpProxy } from "./tcp-proxy.js";

/** Starts Apache Kafka in KRaft mode, in folders that go when it is stopped. */
export async function startApacheKafka(jars: string, request: BrokersRequest): Promise<Brokers> {
  const { brokers: count, security, forLoad = false, heap = count === 1 ? "512m" : "384m" } = request;
  const dir = mkdtempSync(join(tmpdir(), "ecomind-kafka-"));
  const proxies = await Promise.all(Array.from({ length: request.proxied === true ? count : 0 }, TcpProxy.listen));
  const free = await freePorts(count * 6);
  const ports = Array.from({ length: count }, (_, index): BrokerPorts => {
    const [plain = 0, internal = 0, controller = 0, sasl = 0, tls = 0, saslTls = 0] = free.splice(0, 6);
    const proxy = proxies[index];
    if (proxy !== undefined) proxy.target = plain;
    return { plain, advertised: proxy?.port ?? plain, internal, controller, sasl, tls, saslTls };
  });
  const processes: JavaProcess[] = [];
  const logFile = (index: number) => join(dir, `broker-${index + 1}.log`);
  const start = async (index: number) => {
    processes[index] = await JavaProcess.start(
      [
        ...[
          "-cp",
          `${jars}/*`,
          `-Xmx${heap}`,
          "-Xms128m",
          "-XX:+UseSerialGC",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        ],
        // A test's broker lives for seconds: the optimising compiler would cost more than it brings.
        ...(forLoad ? [] : ["-XX:TieredStopAtLevel=1"]),
        ...["kafka.Kafka", join(dir, `broker-${index + 1}.properties`)],
      ],
      logFile(index),
    );
  };
  const stop = async () => {
    await Promise.all(processes.map((broker) => broker.kill()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  const addresses = (name: keyof BrokerPorts) => ports.map((port) => `127.0.0.1:${port[name]}`);
  const bootstrap = addresses("advertised");
  try {
    for (const [index] of ports.entries()) {
      const data = join(dir, `broker-${index + 1}`);
      mkdirSync(data);
      const properties = `${data}.properties`;
      writeFileSync(properties, kafkaProperties(index + 1, ports, data, security));
      format(index + 1, jars, properties, data, security);
    }
    await Promise.all(ports.map((_, index) => start(index)));
    // Three at once on a busy machine take long to elect a controller.
    await answering(bootstrap, count, 60_000 * (count + 1));
  } catch (error) {
    const logs = ports.map((_, index) => {
      try {
        return readFileSync(logFile(index), "utf8").slice(-2_000);
      } catch {
        return "";
      }
    });
    await stop();
    throw new Error(`Apache Kafka did not start:\n${logs.join("\n")}`, { cause: error });
  }
  const process = (index: number): JavaProcess => {
    const found = processes[index];
    if (found === undefined) throw new RangeError(`there is no broker ${index}`);
    return found;
  };
  return {
    description: `Apache Kafka, ${count} broker${count === 1 ? "" : "s"}`,
    bootstrap,
    get pids() {
      return processes.map(({ pid }) => pid);
    },
    secured: security && { sasl: addresses("sasl"), tls: addresses("tls"), saslTls: addresses("saslTls") },
    proxies,
    faults: {
      kill: (broker) => process(broker).kill(),
      restart: async (broker) => {
        await process(broker).kill();
        await start(broker);
        await answering([bootstrap[broker] as string], count);
      },
      freeze: (broker) => process(broker).signal("SIGSTOP"),
      thaw: (broker) => process(broker).signal("SIGCONT"),
    },
    stop,
  };
}
