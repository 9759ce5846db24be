import { expect, test } from "vitest";
import { createMetrics, Health, metricsGate, startAdminServer } from "../src/index.js";

test("metrics are told to whoever has the token, and without one to nobody", () => {
  const gate = metricsGate("0123456789abcdef");
  expect(gate("Bearer 0123456789abcdef")).toBeUndefined();
  expect(gate("bearer 0123456789abcdef")).toBeUndefined();
  expect(gate("")).toBe("credential_missing");
  expect(gate(undefined)).toBe("credential_missing");
  for (const other of ["Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Basic 0123456789abcdef", "Bearer "])
    expect(gate(other)).toBe("credential_invalid");
  expect(metricsGate(undefined)("Bearer undefined")).toBe("not_found");
});

test.each([
  ["127.0.0.1", undefined, [200, 200]],
  ["0.0.0.0", undefined, [404, 404]],
  ["127.0.0.1", "a token of the tests", [401, 200]],
  ["0.0.0.0", "a-token-of-the-tests", [401, 200]],
] as const)("an admin server on %s with the token %s", async (host, token, expected) => {
  const metricsToken = token?.replaceAll(" ", "-");
  const server = await startAdminServer({
    host,
    port: 0,
    health: new Health(),
    metrics: createMetrics("t"),
    metricsToken,
  });
  try {
    const status = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      return (await fetch(`http://127.0.0.1:${server.port}/metrics`, { headers })).status;
    };
    expect([await status(), await status(`Bearer ${metricsToken}`)]).toEqual(expected);
    expect((await fetch(`http://127.0.0.1:${server.port}/health/live`)).status).toBe(200);
  } finally {
    await server.close();
  }
});
