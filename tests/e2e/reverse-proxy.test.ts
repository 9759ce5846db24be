import { request } from "node:https";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { newOwnerLink } from "@ecomind/accounts";
import { knownHosts } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "../../ingest/test/fixture.js";
import { ownerToken, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { missingFor, type ProxyName, type ReverseProxy, startProxy } from "./reverse-proxies.js";

let edge: EdgeFixture;
let query: QueryFixture;
beforeAll(async () => {
  const isKnownHost = knownHosts(["eco.example"]);
  [edge, query] = await Promise.all([
    startEdge({ isKnownHost }),
    startQuery({ isKnownHost, trustedProxies: ["127.0.0.1"] }),
  ]);
}, 60_000);
afterAll(async () => {
  await edge?.dispose();
  await query?.stop();
});
const ports = () => ({ edge: edge.port, query: Number(new URL(query.url).port) });

/** How many records the log has. */
async function storedCount(): Promise<number> {
  const bounds = await (await edge.log.inspector("events")).bounds();
  return [...bounds.values()].reduce((sum, { start, end }) => sum + end - start, 0);
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** In chunks, without a length. */
  readonly chunked?: boolean;
}

/** Asks as a client of the company would: over TLS, under the public name. */
function ask(proxy: ReverseProxy, path: string, { method = "POST", headers = {}, body, chunked = false }: Sent = {}) {
  return new Promise<{ status: number; type: string; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const length = body === undefined || chunked ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const sent = request(
        {
          host: "127.0.0.1",
          port: proxy.port,
          servername: "eco.example",
          ca: proxy.certificate,
          agent: false,
          path,
          method,
          headers: { host: `eco.example:${proxy.port}`, "content-type": "application/json", ...length, ...headers },
        },
        (response) => {
          const { statusCode: status = 0, headers: answered } = response;
          const type = answered["content-type"] ?? "";
          text(response).then((read) => resolve({ status, type, headers: answered, body: read }), reject);
        },
      );
      sent.on("error", reject);
      sent.end(body);
    },
  );
}

function describeProxy(name: ProxyName, tests: () => void): void {
  const missing = missingFor(name);
  if (missing !== undefined && process.env.CI === "true") throw new Error(`${name} needs ${missing}`);
  if (missing !== undefined) console.warn(`\n  SKIPPED: ${name} needs ${missing}\n`);
  describe.skipIf(missing !== undefined)(`behind ${name}, as documented`, tests);
}

for (const name of ["nginx", "haproxy", "caddyfile"] as const)
  describeProxy(name, () => {
    let proxy: ReverseProxy;
    beforeAll(async () => {
      proxy = await startProxy(name, ports());
    }, 60_000);
    afterAll(() => proxy?.stop());
    const key = () => ({ "x-api-key": edge.key });

    test("events reach the edge: alone, compressed, in chunks, and as the largest batch", async () => {
      const before = await storedCount();
      const one = () => JSON.stringify(sample());
      const answers = [
        await ask(proxy, "/v1/ingest", { headers: key(), body: one() }),
        await ask(proxy, "/v1/ingest", { headers: { authorization: `Bearer ${edge.key}` }, body: one() }),
        await ask(proxy, "/v1/ingest", { headers: { ...key(), "content-encoding": "gzip" }, body: gzipSync(one()) }),
        await ask(proxy, "/v1/ingest", { headers: key(), body: one(), chunked: true }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      const labels = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`l${index}`, "x".repeat(64)]));
      const batch = JSON.stringify({ events: Array.from({ length: 1_000 }, () => sample({ labels })) });
      expect(batch.length).toBeGreaterThan(750_000);
      expect(await ask(proxy, "/v1/ingest/batch", { headers: key(), body: batch })).toMatchObject({ status: 202 });
      expect(await storedCount()).toBe(before + 1_004);
    }, 60_000);

    test("a body that is too large is the edge's to refuse", async () => {
      const { status, type, body } = await ask(proxy, "/v1/ingest/batch", {
        headers: key(),
        body: Buffer.alloc(3_000_000, "x"),
      });
      expect([status, type, JSON.parse(body).code]).toEqual([413, "application/problem+json", "body_too_large"]);
    });

    test("questions reach the query service, and its pages come along", async () => {
      const headers = { "x-api-key": await query.key(["read"]) };
      const me = await ask(proxy, "/v1/me", { method: "GET", headers });
      expect([me.status, JSON.parse(me.body).role]).toEqual([200, "analyst"]);
      const file = await ask(proxy, "/v1/events/export?from=2025-06-01&to=2025-06-02&format=csv", {
        method: "GET",
        headers,
      });
      expect([file.status, file.type]).toEqual([200, expect.stringMatching(/^text\/csv/)]);
      expect((await ask(proxy, "/docs", { method: "GET" })).status).toBe(200);
      expect((await ask(proxy, "/health/ready", { method: "GET" })).status).toBe(200);
    });

    test("a session changes something from the public name's pages, and from no others", async () => {
      const site = `https://eco.example:${proxy.port}`;
      const link = new URL((await newOwnerLink(ownerToken, site)).url);
      const signedIn = await ask(proxy, `${link.pathname}${link.search}`, { method: "GET" });
      const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
      const make = (origin: string) =>
        ask(proxy, "/v1/keys", {
          headers: { cookie, origin },
          body: JSON.stringify({ name: "proxied", scopes: ["read"] }),
        });
      expect((await make(site)).status).toBe(200);
      const refused = await make("https://other.example");
      expect([refused.status, JSON.parse(refused.body).code]).toEqual([403, "cross_site"]);
    });
  });

describeProxy("nginx", () => {
  test("with a bare proxy_pass every event gets 505, and the documented line mends that", async () => {
    const bare = await startProxy("nginx", ports(), [
      ["    proxy_http_version 1.1;\n", ""],
      ['    proxy_set_header Connection "";\n', ""],
    ]);
    const mended = await startProxy("nginx", ports(), [['    proxy_set_header Connection "";\n', ""]]);
    try {
      const send = (proxy: ReverseProxy) =>
        ask(proxy, "/v1/ingest", { headers: { "x-api-key": edge.key }, body: JSON.stringify(sample()) });
      const refused = await send(bare);
      expect([refused.status, refused.type]).toEqual([505, expect.not.stringContaining("json")]);
      expect((await send(mended)).status).toBe(202);
    } finally {
      await Promise.all([bare.stop(), mended.stop()]);
    }
  }, 60_000);
});
