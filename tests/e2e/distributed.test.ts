import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, freePort, System } from "ecomind/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepare } from "../../standalone/bin/prepare.js";
import { readCredentials } from "../../standalone/src/credentials.js";
import { describeWithBrokers } from "../broker/index.js";
import { projectRoot } from "../broker/project-root.js";
import { Service } from "./service.js";

const run = promisify(execFile);
const trace = join(import.meta.dirname, "fixtures/azure-llm-inference-2023-first-2000.csv");
/** Of the fixture: rows, tokens in, tokens out. */
const traceSums = "2000\t2209565\t529807";

await describeWithBrokers("the distributed system", { brokers: 1 }, ({ bootstrap }) => {
  const dataDir = mkdtempSync(join(tmpdir(), "ecomind-distributed-"));
  const prefix = `e2e-${randomInt(1e9)}.`;
  const services: Service[] = [];
  let store: Record<string, string>;
  let log: Record<string, string>;
  let endStore: () => Promise<unknown>;
  let key = "";
  let queryUrl = "";
  const ingestUrls: string[] = [];

  const ecomind = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { PATH = "" } = process.env;
    const { stdout } = await run(process.execPath, ["standalone/bin/ecomind.js", ...args], {
      cwd: projectRoot,
      env: { PATH, ...store, ...log, ...env },
    });
    return stdout;
  };
  const sql = async (query: string): Promise<string> => {
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER, CLICKHOUSE_PASSWORD } = store;
    const account = Buffer.from(`${CLICKHOUSE_USER}:${CLICKHOUSE_PASSWORD}`).toString("base64");
    const headers = { authorization: `Basic ${account}` };
    const response = await fetch(CLICKHOUSE_URL, { method: "POST", headers, body: query });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text.trim();
  };
  const start = async (name: "ingest" | "stream" | "query", env: Record<string, string> = {}) => {
    const started = await Service.start(name, { ...store, ...log, ...env });
    services.push(started.service);
    return started;
  };

  beforeAll(async () => {
    prepare();
    const port = await freePort();
    const args = ["standalone/bin/ecomind.js", "clickhouse", "--data", dataDir, "--port", `${port}`];
    const engine = spawn(process.execPath, args, { cwd: projectRoot, stdio: ["ignore", "pipe", "inherit"] });
    const exited = new Promise((resolve) => engine.once("exit", resolve));
    endStore = () => {
      engine.kill("SIGTERM");
      return exited;
    };
    await new Promise<void>((resolve, reject) => {
      engine.stdout.on("data", (chunk: Buffer) => {
        if (/^ready$/m.test(chunk.toString())) resolve();
      });
      engine.once("exit", (code) => reject(new Error(`ecomind clickhouse ended with ${code}`)));
    });
    const credentials = Object.entries(readCredentials(dataDir) ?? {});
    store = Object.fromEntries(credentials.filter(([name]) => name.startsWith("CLICKHOUSE_")));
    log = { KAFKA_BROKERS: bootstrap.join(","), KAFKA_PREFIX: prefix, KAFKA_DEVELOPMENT: "true" };
    await ecomind(["migrate", "up"]);
    await ecomind(["topics", "create", "--partitions", "8", "--development"]);
    ({ key } = JSON.parse(await ecomind(["keys", "first", "--org", "acme", "--json"])));
    const edges = [0, 1].map(() => start("ingest", { INGEST_HOST: "127.0.0.1", INGEST_PORT: "0", DRAIN_DELAY: "0ms" }));
    const streams = [0, 1].map(() => start("stream", { STREAM_ADMIN_HOST: "127.0.0.1", STREAM_ADMIN_PORT: "0" }));
    const query = await start("query", { QUERY_HOST: "127.0.0.1", QUERY_PORT: "0" });
    for (const { port } of await Promise.all(edges)) ingestUrls.push(`http://127.0.0.1:${port}`);
    await Promise.all(streams);
    queryUrl = `http://127.0.0.1:${query.port}`;
  }, 120_000);

  afterAll(async () => {
    await Promise.all(services.map((service) => service.end("SIGKILL")));
    await endStore?.();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("two edges and two streams count a real trace, sent through both, exactly once", async () => {
    // Both share the partitions, or one of them would have nothing to do with the sums below.
    await eventually(
      () =>
        sql("SELECT uniqExact(owner) FROM (SELECT argMax(owner, fence) AS owner FROM log_owners GROUP BY partition)"),
      (owners) => owners === "2",
    );
    await Promise.all(ingestUrls.map((url) => ecomind(["replay-trace", trace, "--url", url, "--key", key, "--json"])));
    await eventually(
      () => sql("SELECT sum(records_read) FROM batches"),
      (read) => Number(read) >= 4000,
    );
    expect(await sql("SELECT count(), sum(tokens_in), sum(tokens_out) FROM events")).toBe(traceSums);
    expect(await sql("SELECT sum(requests), sum(tokens_in), sum(tokens_out) FROM usage_15m")).toBe(traceSums);
    expect(await sql("SELECT sum(records_read), sum(stored), sum(duplicates), sum(dead_letters) FROM batches")).toBe(
      "4000\t2000\t2000\t0",
    );
    const told = await eventually(
      async () => JSON.parse(await ecomind(["lag", "--json"])),
      ({ lag_records }) => lag_records === 0,
    );
    expect(told.partitions).toHaveLength(8);
  }, 90_000);

  test("keys are made, rotated and revoked through the API, and the edges follow", async () => {
    const env = { ECOMIND_QUERY_URL: queryUrl, ECOMIND_API_KEY: key };
    const keys = (...args: string[]) => ecomind(["keys", ...args, "--json"], env).then(JSON.parse);
    const made = await keys("create", "--name", "a browser", "--expires-in", "30");
    expect(made).toMatchObject({ name: "a browser", scopes: ["ingest"], expires_at: expect.any(String) });
    const post = async (withKey: string) => {
      const headers = { "x-api-key": withKey, "content-type": "application/json" };
      const event = { ts: new Date().toISOString(), user_id: "u", provider: "openai", model: "gpt-4o", tokens_in: 1 };
      const answers = ingestUrls.map((url) =>
        fetch(`${url}/v1/ingest`, { method: "POST", headers, body: JSON.stringify(event) }),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    const becomes = (withKey: string, status: number) =>
      eventually(
        () => post(withKey),
        (all) => all.every((one) => one === status),
      );
    await becomes(made.key, 202);
    const rotated = await keys("rotate", made.key_id);
    await becomes(rotated.key, 202);
    expect((await keys("revoke", rotated.key_id)).revoked_at).not.toBeNull();
    await becomes(rotated.key, 401);
    const listed = (await keys("list")).keys.map(({ key_id }: { key_id: string }) => key_id);
    expect(listed).toEqual(expect.arrayContaining([made.key_id, rotated.key_id]));
    await expect(keys("create", "--name", "x", "--scopes", "everything")).rejects.toMatchObject({ code: 2 });
    await expect(ecomind(["keys", "first", "--org", "acme"])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("acme has a key with the scope admin"),
    });
  }, 60_000);

  test("every fault of the environment is named at once, and no secret is repeated", async () => {
    const env = { CLICKHOUSE_URL: "nowhere", KAFKA_SASL_PASSWORD: "hush-hush", KAFKA_EPOCH: "0", JWT_ISSUER: "me" };
    const said = await Service.refusal("ingest", { ...env, INGEST_PORT: "http" });
    for (const name of ["CLICKHOUSE_URL", "INGEST_PORT", "KAFKA_BROKERS", "KAFKA_EPOCH", "JWT_JWKS_URL"])
      expect(said).toContain(`  ${name}`);
    expect(said).not.toContain("hush-hush");
    const stream = await Service.refusal("stream", { KAFKA_BROKERS: "a:1", KAFKA_SASL_PASSWORD: "hush-hush" });
    for (const name of ["CLICKHOUSE_URL", "KAFKA_SASL_MECHANISM"]) expect(stream).toContain(`  ${name}`);
    expect(await Service.refusal("query", { QUERY_PORT: "-1" })).toMatch(/ {2}QUERY_PORT.*\n {2}CLICKHOUSE_URL/);
  }, 30_000);

  test("outside development an unsafe log is refused, each reason on a line", async () => {
    for (const name of ["ingest", "stream"] as const) {
      const env = { ...store, ...log, KAFKA_DEVELOPMENT: "false", KAFKA_PARTITIONS: "9" };
      expect(await Service.refusal(name, env)).toMatch(/EVENT_ID_SECRET: required/);
      const said = await Service.refusal(name, { ...env, EVENT_ID_SECRET: "shared by edges and streams" });
      expect(said).toMatch(/events\.1: has 8 partitions instead of 9/);
      expect(said).toMatch(/events\.1: replication is 1; must be at least 3/);
      expect(said).toMatch(/events\.1: min\.insync\.replicas is 1; must be at least 2/);
    }
  }, 30_000);

  test("SIGTERM ends every service with status 0", async () => {
    expect(await Promise.all(services.splice(0).map((service) => service.end()))).toEqual([0, 0, 0, 0, 0]);
  }, 30_000);

  test("npm start uses an existing Kafka and an existing ClickHouse", async () => {
    const system = await System.create();
    try {
      const { CLICKHOUSE_URL = "", ...account } = store;
      // Another epoch: the store knows positions of the first one's topic.
      Object.assign(process.env, account, { KAFKA_PREFIX: `${prefix}start.`, KAFKA_EPOCH: "2" });
      await system.start(["--kafka", bootstrap.join(","), "--clickhouse", CLICKHOUSE_URL]);
      expect(system.pids("ecomind-clickhouse")).toEqual([]);
      await run(process.execPath, ["standalone/bin/ecomind.js", "replay-trace", trace], { env: system.env });
      const sums = "SELECT sum(requests), sum(tokens_in), sum(tokens_out) FROM usage_15m WHERE org_id = 'local'";
      await eventually(
        () => sql(sums),
        (row) => row === traceSums,
      );
      expect(await system.end("SIGINT")).toBe(0);
    } finally {
      for (const name of ["CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD", "KAFKA_PREFIX", "KAFKA_EPOCH"])
        delete process.env[name];
      await system.dispose();
    }
  }, 90_000);
});
