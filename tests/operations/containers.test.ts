import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { read, services } from "./settings-of-services.js";

const healthy = fileURLToPath(new URL("../../containers/healthy.mjs", import.meta.url));

function run(...args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [healthy, ...args]);
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, output })));
}

describe("the images' health check", () => {
  const servers: Server[] = [];
  const listen = async (status: number): Promise<string> => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/health/ready" ? status : 200).end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return String((server.address() as AddressInfo).port);
  };
  let ready: string;
  let draining: string;

  beforeAll(async () => {
    ready = await listen(200);
    draining = await listen(503);
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  it("passes where the service is ready", async () => {
    expect(await run("ready", ready)).toEqual({ status: 0, output: `${ready}: 200\n` });
  });

  it("fails where one of several is not, and says which", async () => {
    expect(await run("ready", ready, draining)).toEqual({ status: 1, output: `${ready}: 200\n${draining}: 503\n` });
  });

  it("passes a draining service as live", async () => {
    expect((await run("live", draining)).status).toBe(0);
  });

  it("fails where nothing listens", async () => {
    expect(await run("live", "1")).toMatchObject({ status: 1, output: expect.stringMatching(/^1: \w+\n$/) });
  });

  it("refuses other words", async () => {
    expect((await run("well", ready)).status).toBe(2);
  });
});

describe("the Dockerfile", () => {
  const stages = new Map(
    read("Dockerfile")
      .split(/^FROM /m)
      .slice(1)
      .map((text) => [/ AS ([\w-]+)/.exec(text)?.[1] ?? "", text] as const),
  );
  const ports = { ingest: 8080, stream: 9102, query: 8090, jobs: 9103 };

  it.each(services)("checks the health of %s on its default port, without npm", (service) => {
    const stage = stages.get(service) ?? "";
    expect(stage).toContain(`CMD ["node", "/app/containers/healthy.mjs", "ready", "${ports[service]}"]`);
    expect(stage).toContain(`CMD ["node", "${service}/dist/main.js"]`);
  });

  it("gives every image a user that is not root", () => {
    expect(stages.get("service")).toContain("USER 10001:10001");
    for (const [name, text] of stages) if (/^service\b/.test(text)) expect(text, name).not.toContain("USER ");
  });
});
