import type { TcpProxy } from "./tcp-proxy.js";

/** How many brokers, and what they listen on beside plain text. */
export interface BrokersRequest {
  readonly brokers: 1 | 3;
  /** Adds a listener with SASL PLAIN and SCRAM, one with TLS, and one with SCRAM over TLS. Only Apache Kafka started here has them. */
  readonly security?: {
    readonly user: string;
    readonly password: string;
    /** A PKCS#12 file with the brokers' key and certificate. */
    readonly keyStore: string;
    readonly keyStorePassword: string;
  };
  /** Clients come through a proxy, which can break their connections. Only Apache Kafka started here has it. */
  readonly proxied?: boolean;
  /** Heap of each broker. @default 512m for one, 384m each of three */
  readonly heap?: string;
  /** It is there to be measured, not to start quickly. @default false */
  readonly forLoad?: boolean;
}

/** Running brokers. */
export interface Brokers {
  /** What they are and where they come from, for people. */
  readonly description: string;
  /** `host:port` of each, plain text. */
  readonly bootstrap: readonly string[];
  /** Process ids of those that were started here. */
  readonly pids: readonly number[];
  /** `host:port` of each on the listeners that `security` asked for. */
  readonly secured:
    | { readonly sasl: readonly string[]; readonly tls: readonly string[]; readonly saslTls: readonly string[] }
    | undefined;
  /** By index of the broker; empty unless `proxied`. */
  readonly proxies: readonly TcpProxy[];
  /** Undefined where brokers belong to somebody else: those cannot be killed from here. */
  readonly faults: BrokerFaults | undefined;
  stop(): Promise<void>;
}

/** What a test may do to a broker, by its index in `bootstrap`. */
export interface BrokerFaults {
  /** SIGKILL; resolves when the process is gone. */
  kill(broker: number): Promise<void>;
  /** Starts a killed one again, on its old port and folder; resolves when it answers. */
  restart(broker: number): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(broker: number): void;
  /** SIGCONT. */
  thaw(broker: number): void;
}
