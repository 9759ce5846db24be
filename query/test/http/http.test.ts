import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openapiDocument } from "../../src/http/openapi.js";
import { problemTable } from "../../src/http/problems.js";
import { operations } from "../../src/operations.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let key: string;
beforeAll(async () => {
  api = await startQuery({ rateLimit: { perSecond: 1, burst: 5 } });
  await api.insert("events", [eventRow("2026-03-01T00:00:00Z")]);
  key = await api.key(["admin"]);
});
afterAll(() => api?.stop());

/** A credential that has asked for nothing yet. */
const fresh = async () => ({ "x-api-key": await api.key(["admin"]) });

describe("what may be kept", () => {
  test("a private answer with an entity tag, 304 while nothing has changed, a new tag when something has", async () => {
    const path = "/v1/usage?from=2026-03-01&to=2026-03-02";
    const first = await api.call(path, { headers: await fresh() });
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.headers.get("vary")).toContain("x-api-key");
    const etag = first.headers.get("etag") as string;
    // As a browser asks again; this runtime would ask for a whole new answer otherwise.
    const headers = { ...(await fresh()), "if-none-match": etag, "cache-control": "max-age=0" };
    const again = await api.call(path, { headers });
    expect([again.status, again.body]).toEqual([304, ""]);
    await api.insert("events", [eventRow("2026-03-01T01:00:00Z")]);
    const changed = await api.call(path, { headers });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test("a secret that is shown once is not kept at all", async () => {
    const made = await api.call("/v1/keys", {
      method: "POST",
      headers: await fresh(),
      body: { name: "x", scopes: ["read"] },
    });
    expect(made.headers.get("cache-control")).toBe("no-store");
  });

  test("an answer tells what its statements cost", async () => {
    const { headers } = await api.call("/v1/usage?from=2026-03-01&to=2026-03-02", { headers: await fresh() });
    expect(headers.get("server-timing")).toMatch(
      /^store;dur=\d+\.\d+;desc="[1-9]\d* rows, [1-9]\d* bytes read", asked;dur=\d+\.\d+$/,
    );
  });
});

describe("rate limits", () => {
  test("a credential that asks too much waits; another one does not", async () => {
    const headers = { "x-api-key": key };
    const answers = [];
    for (let turn = 0; turn < 7; turn += 1) answers.push(await api.call("/v1/me", { headers }));
    expect(answers[0]?.headers.get("ratelimit-policy")).toBe('"credential";q=5;w=5');
    expect(answers[0]?.headers.get("ratelimit")).toMatch(/^"credential";r=4;t=\d+$/);
    const refused = answers.at(-1);
    expect([refused?.status, refused?.body.code]).toEqual([429, "rate_limited"]);
    const seconds = Number(refused?.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect((await api.call("/v1/me", { headers: await fresh() })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 50));
    expect((await api.call("/v1/me", { headers })).status).toBe(200);
  });
});

describe("who is nobody is told so first", () => {
  test.each(["{", "x".repeat(70_000), ""])("whatever the body is", async (body) => {
    const { status } = await api.call("/v1/keys", { method: "POST", headers: {}, body });
    expect(status).toBe(401);
  });
});

describe("the document", () => {
  test("is OpenAPI 3.1 by its schema", async () => {
    const result = await new Validator().validate({ ...structuredClone(api.document) });
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test("each operation has one name, a summary, and parameters that are described and fit its path", () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
    for (const { id, path, summary, parameters = [], roles } of operations) {
      expect(summary, id).toMatch(/^[A-Z].*[^.]$/);
      expect(roles.length, id).toBeGreaterThan(0);
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(
        inPath.map(({ name }) => name),
        id,
      ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(
        inPath.every(({ required }) => required === true),
        id,
      ).toBe(true);
      expect(new Set(parameters.map(({ name }) => name)).size, id).toBe(parameters.length);
      for (const { name, description } of parameters) expect(description, `${id} ${name}`).toMatch(/\.$/);
    }
  });

  test("every status that a problem may have is told", () => {
    const { paths } = openapiDocument(operations, "1") as {
      paths: Record<string, Record<string, { responses: object }>>;
    };
    const statuses = new Set(Object.values(problemTable).map(({ status }) => String(status)));
    // Of addresses without such an operation, and of the dashboards' files.
    for (const status of ["405", "412", "416"]) statuses.delete(status);
    for (const methods of Object.values(paths))
      for (const { responses } of Object.values(methods))
        expect([...statuses].filter((status) => !(status in responses))).toEqual([]);
  });

  test("an operation that a newer one replaces says so, in the document and in its answers", async () => {
    const old = operations.filter(({ deprecated }) => deprecated !== undefined);
    expect(old.length).toBeGreaterThan(0);
    for (const { path, method } of old) {
      expect(api.document.paths[path]?.[method]).toMatchObject({ deprecated: true });
      const { headers } = await api.call(path, { headers: await fresh() });
      expect(headers.get("deprecation")).toMatch(/^@\d{10}$/);
      expect(headers.get("link")).toBe('</v1/usage>; rel="successor-version"');
    }
    expect((await api.call("/v1/me", { headers: await fresh() })).headers.get("deprecation")).toBeNull();
  });

  test("Swagger UI is served from here, without another site's files", async () => {
    const page = await (await fetch(`${api.url}/docs/`)).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).not.toMatch(/^(https?:)?\/\//);
      expect((await fetch(new URL(address, `${api.url}/docs/`))).status, address).toBe(200);
    }
  });
});
