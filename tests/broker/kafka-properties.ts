import type { BrokersRequest } from "./brokers.js";

/** The ports of one broker. */
export interface BrokerPorts {
  readonly plain: number;
  /** Where clients are sent instead of to `plain`. */
  readonly advertised: number;
  /** Between brokers. */
  readonly internal: number;
  readonly controller: number;
  readonly sasl: number;
  readonly tls: number;
  /** SASL over TLS. */
  readonly saslTls: number;
}

/** `server.properties` of broker `id`, counted from 1, in KRaft mode: each is a controller as well. */
export function kafkaProperties(
  id: number,
  ports: readonly BrokerPorts[],
  dir: string,
  security: BrokersRequest["security"],
): string {
  const own = ports[id - 1] as BrokerPorts;
  const replicas = ports.length;
  const address = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const listeners = [address("INTERNAL", own.internal)];
  if (security !== undefined)
    listeners.push(address("SASL", own.sasl), address("TLS", own.tls), address("SASLTLS", own.saslTls));
  const lines: Record<string, string | number> = {
    "process.roles": "broker,controller",
    "node.id": id,
    "controller.quorum.voters": ports.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(","),
    listeners: [...listeners, address("PLAIN", own.plain), address("CONTROLLER", own.controller)].join(","),
    "advertised.listeners": [...listeners, address("PLAIN", own.advertised)].join(","),
    "listener.security.protocol.map":
      "PLAIN:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INTERNAL",
    "log.dirs": dir,
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": replicas,
    "offsets.topic.num.partitions": 3,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.min.isr": 1,
    // A test's groups are small and come all at once.
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "controlled.shutdown.enable": "false",
    // A dead broker is replaced within seconds, so that a test need not wait for the 9 s and 30 s of a data centre.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "replica.lag.time.max.ms": 3000,
    "controller.quorum.election.timeout.ms": 1000,
    "controller.quorum.fetch.timeout.ms": 2000,
    "log.cleaner.dedupe.buffer.size": 8_388_608,
  };
  if (security !== undefined) {
    const login = (module: string, users = "") => `org.apache.kafka.common.security.${module} required${users};`;
    Object.assign(lines, {
      "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
      "listener.name.sasl.plain.sasl.jaas.config": login(
        "plain.PlainLoginModule",
        ` user_${security.user}="${security.password}"`,
      ),
      "listener.name.sasltls.scram-sha-512.sasl.jaas.config": login("scram.ScramLoginModule"),
      "listener.name.sasltls.sasl.enabled.mechanisms": "SCRAM-SHA-512",
      "listener.name.sasl.scram-sha-256.sasl.jaas.config": login("scram.ScramLoginModule"),
      "listener.name.sasl.scram-sha-512.sasl.jaas.config": login("scram.ScramLoginModule"),
      "ssl.keystore.type": "PKCS12",
      "ssl.keystore.location": security.keyStore,
      "ssl.keystore.password": security.keyStorePassword,
    });
  }
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
