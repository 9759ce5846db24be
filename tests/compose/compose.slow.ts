import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Compose, credentialsIn, docker, missing, nodeImage, putKafkaJars } from "./docker.js";

/**
 * The composed system in real containers, with stand-ins for Redpanda's and ClickHouse's images: `npm run test:compose`.
 * Outside CI, since images are built.
 */
const lacks = missing();
if (lacks !== undefined) process.stderr.write(`tests/compose needs ${lacks}: skipped\n`);

const ports = {
  INGEST_PORT: "28080",
  QUERY_PORT: "28090",
  STANDALONE_INGEST_PORT: "28081",
  STANDALONE_QUERY_PORT: "28091",
};
const ingest = `http://127.0.0.1:${ports.INGEST_PORT}`;
const query = `http://127.0.0.1:${ports.QUERY_PORT}`;
const services = ["ingest", "stream", "query", "jobs", "clickhouse", "redpanda"] as const;
const minute = 60_000;

describe.skipIf(lacks !== undefined)("the composed system", () => {
  let compose: Compose;
  let key: string;
  let sent = 0;

  async function post(events: number): Promise<void> {
    const body = Array.from({ length: events }, (_, n) =>
      JSON.stringify({
        ts: new Date().toISOString(),
        user_id: `person-${n % 7}`,
        provider: "openai",
        model: "gpt-4o",
        tokens_in: 100,
        tokens_out: 10,
      }),
    ).join("\n");
    for (const beganMs = Date.now(); ; ) {
      const answer = await fetch(`${ingest}/v1/ingest/batch`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/x-ndjson" },
        body,
      }).catch((error: Error) => error);
      if (answer instanceof Response && answer.status < 300) {
        sent += events;
        return;
      }
      if (Date.now() - beganMs > 2 * minute)
        throw answer instanceof Response ? new Error(`${answer.status}: ${await answer.text()}`) : answer;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async function ask<T>(path: string, body?: object): Promise<T | undefined> {
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const request = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(`${query}${path}`, request).catch((error: Error) => error);
    return answer instanceof Response && answer.status === 200 ? ((await answer.json()) as T) : undefined;
  }

  /** Records that came, less those that are neither rows of the rollup nor duplicates: sent, once all is right. */
  async function accountedFor(): Promise<number> {
    const accounts = await ask<{ duplicates: number }>("/v1/accounting");
    const rollup = await ask<{ rows: [string][] }>("/v1/sql", { query: "SELECT sum(requests) FROM usage_15m" });
    return Number(rollup?.rows[0]?.[0] ?? Number.NaN) + (accounts?.duplicates ?? Number.NaN);
  }
  const untilAllCounted = () => expect.poll(accountedFor, { timeout: 3 * minute, interval: 200 }).toBe(sent);

  beforeAll(async () => {
    putKafkaJars();
    compose = new Compose("ecomind-test", { ...ports, NODE_IMAGE: nodeImage(), ECOMIND_VERSION: "test" });
    // What a run that was cut off has left.
    compose.run("--profile", "*", "down", "--volumes", "--timeout", "30");
    compose.run("--profile", "standalone", "build");
    compose.run("up", "--wait", "--wait-timeout", "300");
    key = credentialsIn(compose.file("query", "/run/ecomind/secrets/credentials.env")).ECOMIND_API_KEY ?? "";
  }, 25 * minute);

  afterAll(() => {
    compose?.run("--profile", "*", "down", "--volumes", "--timeout", "30");
  }, 3 * minute);

  it(
    "counts what is sent, exactly",
    async () => {
      for (let n = 0; n < 20; n += 1) await post(50);
      await untilAllCounted();
    },
    5 * minute,
  );

  it(
    "loads a company's month by one command, and the dashboards' link by another",
    async () => {
      const output = compose.run("run", "--rm", "-T", "demo", "demo", "--data", "/run/ecomind/secrets", "--json");
      const { accepted } = JSON.parse(output.trim().split("\n").at(-1) ?? "{}") as { accepted?: number };
      expect(accepted).toBeGreaterThan(10_000);
      sent += accepted ?? 0;
      await untilAllCounted();
      const link = compose.run("run", "--rm", "-T", "ecomind", "link").trim();
      expect(link).toMatch(new RegExp(`^http://localhost:${ports.QUERY_PORT}/`));
      expect((await fetch(link.replace("localhost", "127.0.0.1"), { redirect: "manual" })).status).toBeLessThan(400);
    },
    10 * minute,
  );

  it("runs without rights, on a root that it can't write", () => {
    for (const service of ["ingest", "stream", "query", "jobs"] as const) {
      expect(compose.inspect(service, "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.Config.User}}")).toBe(
        "true [ALL] 10001:10001",
      );
      expect(compose.inspect(service, "{{.Config.Env}} {{.Args}}")).not.toContain(key);
    }
  });

  it.each(services)(
    "is back after a crash of %s, and counts each event once",
    async (service) => {
      await post(100);
      compose.crash(service);
      for (let n = 0; n < 5; n += 1) await post(20);
      await untilAllCounted();
      await expect
        .poll(() => compose.inspect(service, "{{.State.Health.Status}}"), { timeout: 3 * minute, interval: 500 })
        .toBe("healthy");
    },
    10 * minute,
  );

  it(
    "drains within ten seconds with nothing lost when it is stopped",
    async () => {
      await post(100);
      compose.run("stop", "ingest", "stream");
      expect(compose.inspect("ingest", "{{.State.ExitCode}}")).toBe("0");
      expect(compose.inspect("stream", "{{.State.ExitCode}}")).toBe("0");
      compose.run("up", "--wait", "--wait-timeout", "180");
      await untilAllCounted();
    },
    6 * minute,
  );

  it(
    "is replaced by another version in place",
    async () => {
      for (const image of ["standalone", "ingest", "stream", "query", "jobs"])
        docker("tag", `ecomind/${image}:test`, `ecomind/${image}:test-next`);
      const next = new Compose("ecomind-test", { ...ports, NODE_IMAGE: nodeImage(), ECOMIND_VERSION: "test-next" });
      next.run("up", "--wait", "--no-build", "--wait-timeout", "300");
      expect(next.inspect("ingest", "{{.Config.Image}}")).toBe("ecomind/ingest:test-next");
      await post(100);
      await untilAllCounted();
    },
    10 * minute,
  );

  it("has images no larger than they need to be", () => {
    const base = Number(docker("image", "inspect", "--format", "{{.Size}}", nodeImage()).stdout);
    const size = (name: string) =>
      Number(docker("image", "inspect", "--format", "{{.Size}}", `ecomind/${name}:test`).stdout);
    for (const service of ["ingest", "stream", "query", "jobs"]) expect(size(service) - base).toBeLessThan(120e6);
    expect(size("standalone") - base).toBeLessThan(750e6);
  });

  it(
    "runs as one container as well",
    async () => {
      compose.run("--profile", "standalone", "up", "--wait", "--wait-timeout", "300", "standalone");
      const own = credentialsIn(compose.file("standalone", "/data/credentials.env"));
      const answer = await fetch(`http://127.0.0.1:${ports.STANDALONE_INGEST_PORT}/v1/ingest`, {
        method: "POST",
        headers: { "x-api-key": own.ECOMIND_API_KEY ?? "", "content-type": "application/json" },
        body: JSON.stringify({
          ts: new Date().toISOString(),
          user_id: "me",
          provider: "openai",
          model: "gpt-4o",
          tokens_in: 1,
          tokens_out: 1,
        }),
      });
      expect(answer.status).toBe(202);
      compose.run("stop", "standalone");
      expect(compose.inspect("standalone", "{{.State.ExitCode}}")).toBe("0");
    },
    8 * minute,
  );
});
