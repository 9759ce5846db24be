import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCrossSite } from "../../src/http/cross-site.js";
import { openOwnerLink, type QueryFixture, startQuery } from "../fixture.js";

/** The rule alone, over HTTP, with the address and the proxies of a case. */
async function judged(
  headers: Readonly<Record<string, string>>,
  { publicUrl, proxies = [], method = "POST" }: { publicUrl?: string; proxies?: string[]; method?: string } = {},
): Promise<boolean> {
  const app = express();
  app.set("trust proxy", proxies);
  app.use((received, response) => void response.json(isCrossSite(received, publicUrl)));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const sent = request({ port, host: "127.0.0.1", method, headers }, async (response) =>
        resolve(JSON.parse((await response.toArray()).join(""))),
      );
      sent.once("error", reject).end();
    });
  } finally {
    server.close();
  }
}

const host = "192.168.1.5:8090";

describe("the browser tells the site", () => {
  test.each([
    ["same-origin", false],
    ["same-site", true],
    ["cross-site", true],
    ["none", true],
    ["", true],
  ])("%s: %s", async (site, expected) => {
    expect(await judged({ host, "sec-fetch-site": site })).toBe(expected);
    // Whatever else is said.
    expect(await judged({ host, "sec-fetch-site": site, origin: `http://${host}` })).toBe(expected);
    expect(await judged({ host, "sec-fetch-site": site, origin: "http://evil.example" })).toBe(expected);
  });
});

describe("the browser tells the origin alone", () => {
  test.each([
    [`http://${host}`, host, false],
    ["http://[fd00::5]:8090", "[fd00::5]:8090", false],
    ["http://eco.example", "eco.example:80", false],
    [`https://${host}`, host, true],
    ["http://192.168.1.5", host, true],
    ["http://192.168.1.5:8091", host, true],
    ["http://192.168.1.5:8090.evil.example", host, true],
    ["http://evil.example", host, true],
    ["null", host, true],
    ["null", "null", true],
    ["", host, true],
    ["192.168.1.5:8090", host, true],
    ["file:///", host, true],
  ])("%s at %s: %s", async (origin, at, expected) => {
    expect(await judged({ host: at, origin })).toBe(expected);
  });

  test("a service behind a proxy is known by its public address, or by what a trusted proxy says", async () => {
    const origin = "https://eco.example";
    const forwarded = {
      host: "10.0.0.7:8090",
      origin,
      "x-forwarded-proto": "https",
      "x-forwarded-host": "eco.example",
    };
    expect(await judged(forwarded)).toBe(true);
    expect(await judged(forwarded, { proxies: ["127.0.0.0/8"] })).toBe(false);
    expect(await judged(forwarded, { publicUrl: "https://eco.example/" })).toBe(false);
    expect(await judged(forwarded, { publicUrl: "http://eco.example" })).toBe(true);
    // Addresses without an origin have none in common.
    for (const none of ["null", "file:///", "eco:example"])
      expect(await judged({ host, origin: none }, { publicUrl: "eco:example" })).toBe(true);
  });
});

test("who tells neither may read only", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) expect(await judged({ host }, { method })).toBe(true);
  expect(await judged({ host, origin: "http://evil.example" }, { method: "GET" })).toBe(false);
});

describe("a session over plain http", () => {
  let api: QueryFixture;
  beforeAll(async () => {
    api = await startQuery({ publicUrl: "http://eco.example" });
  });
  afterAll(() => api.stop());

  const begin = async () => {
    const login = await openOwnerLink(api.url);
    return (login.headers.get("set-cookie") ?? "").split(";")[0] as string;
  };

  test("changes something from its own pages, and from no other", async () => {
    const cookie = await begin();
    const write = async (origin: string) =>
      (
        await api.call("/v1/members/zoe", {
          method: "PUT",
          body: { role: "viewer" },
          headers: { cookie, origin },
        })
      ).status;
    expect([await write(api.url), await write("http://eco.example")]).toEqual([200, 200]);
    for (const origin of ["null", "http://evil.example", "http://eco.example.evil.example", "https://eco.example"])
      expect(await write(origin), origin).toBe(403);
    const asked = await api.call("/v1/sql", {
      method: "POST",
      body: { query: "SELECT 1" },
      headers: { cookie, origin: api.url },
    });
    expect(asked.status).toBe(200);
  });

  test("is ended from its own pages, and by no other", async () => {
    const cookie = await begin();
    const leave = async (headers: Record<string, string>) =>
      (await fetch(`${api.url}/logout`, { method: "POST", headers: { cookie, ...headers } })).status;
    for (const headers of [{}, { origin: "null" }, { origin: "http://evil.example" }, { "sec-fetch-site": "none" }])
      expect(await leave(headers as Record<string, string>)).toBe(403);
    expect((await api.call("/v1/me", { headers: { cookie } })).status).toBe(200);
    expect(await leave({ origin: api.url })).toBe(204);
    expect((await api.call("/v1/me", { headers: { cookie } })).status).toBe(401);
  });
});
