import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { describeWithBrokers } from "../../../../tests/broker/index.js";
import { LogUnavailableError } from "../../src/index.js";
import { type KafkaLogOptions, type KafkaSasl, openKafkaLog } from "../../src/kafka/index.js";
import { logSettings } from "../../src/open-log.js";
import { readUntil } from "../event-log.suite.js";
import { numbered, optionsOn } from "./regression/log-on.js";

const dir = mkdtempSync(join(tmpdir(), "ecomind-tls-"));
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string) => join(dir, name);
const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
openssl(
  ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
  ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", file("key.pem"), "-out", file("cert.pem")],
);
openssl(
  ...["pkcs12", "-export", "-inkey", file("key.pem"), "-in", file("cert.pem")],
  ...["-out", file("broker.p12"), "-passout", "pass:for-the-test"],
);
const user = "stream";
const password = "a-secret-for-the-test";
const security = { user, password, keyStore: file("broker.p12"), keyStorePassword: "for-the-test" };

await describeWithBrokers("a broker with SASL and TLS", { brokers: 1, security }, (brokers) => {
  const { sasl = [], tls = [], saslTls = [] } = brokers.secured ?? {};

  async function writesAndReads(options: Partial<KafkaLogOptions>): Promise<void> {
    const log = await openKafkaLog(optionsOn(brokers, options));
    try {
      await (await log.writer("events")).append(numbered(0, 30));
      expect(await readUntil(await log.reader("events", "g"), ({ length }) => length === 30)).toHaveLength(30);
    } finally {
      await log.close();
    }
  }

  test.each<KafkaSasl["mechanism"]>(["plain", "scram-sha-256", "scram-sha-512"])(
    "is written and read by %s",
    (mechanism) => writesAndReads({ brokers: sasl, sasl: { mechanism, username: user, password } }),
    30_000,
  );

  test("refuses a wrong password, and the error does not repeat it", async () => {
    const wrong = { mechanism: "scram-sha-256", username: user, password: "not the secret" } as const;
    const fault = await openKafkaLog(optionsOn(brokers, { brokers: sasl, sasl: wrong })).catch((error) => error);
    expect(fault).toBeInstanceOf(LogUnavailableError);
    expect(fault.message).toMatch(/auth/i);
    expect(fault.message).not.toContain("not the secret");
  }, 30_000);

  test(
    "is written and read by TLS with its certificate",
    () => writesAndReads({ brokers: tls, ssl: { ca: [readFileSync(file("cert.pem"), "utf8")] } }),
    30_000,
  );

  test("is written and read by SCRAM over TLS, as the environment names it", async () => {
    const settings = logSettings({
      KAFKA_BROKERS: saslTls.join(","),
      KAFKA_TLS: "true",
      KAFKA_TLS_CA_FILE: file("cert.pem"),
      KAFKA_SASL_MECHANISM: "scram-sha-512",
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: password,
    });
    if (settings.kind !== "kafka") throw new Error("not Kafka");
    const { brokers: at, ssl, sasl: login } = settings.options;
    await writesAndReads({ brokers: at, ...(ssl && { ssl }), ...(login && { sasl: login }) });
  }, 30_000);

  test("is refused when its certificate is not trusted", async () => {
    await expect(openKafkaLog(optionsOn(brokers, { brokers: tls, ssl: true }))).rejects.toThrow(LogUnavailableError);
  }, 30_000);
});
