import { ApiProblem } from "@ecomind/api-client";
import { describe, expect, test } from "vitest";
import { connect } from "../../src/api/connect.js";
import { isTransient, problemText, requestIdOf } from "../../src/api/problem.js";

async function refusal(request: Promise<unknown>): Promise<ApiProblem> {
  const error = await request.catch((cause: unknown) => cause);
  if (!(error instanceof ApiProblem)) throw new Error("the request was not refused", { cause: error });
  return error;
}

describe("the API client", () => {
  const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    const asked: [string, RequestInit | undefined][] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      asked.push([String(input), init]);
      return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
    };
    return { asked, fetch };
  };

  test("repeats a name for each value", async () => {
    const { asked, fetch } = answering(200, {});
    await connect({ fetch }).get("/v1/usage", { query: { group_by: ["model", "team"], top: 5, model: ["a&b"] } });
    expect(asked[0]?.[0]).toBe("/v1/usage?group_by=model&group_by=team&top=5&model=a%26b");
  });

  test("tells a refusal by its problem document", async () => {
    const { fetch } = answering(
      400,
      { title: "A parameter is not valid", code: "invalid_parameter", parameter: "tz", request_id: "r9" },
      { "content-type": "application/problem+json" },
    );
    const error = await refusal(connect({ fetch }).get("/v1/usage", {}));
    expect(error).toMatchObject({ status: 400, code: "invalid_parameter" });
    expect([requestIdOf(error), problemText(error), isTransient(error)]).toEqual([
      "r9",
      "A parameter is not valid: tz",
      false,
    ]);
  });

  test("tells that nothing answered", async () => {
    const fetch: typeof globalThis.fetch = () => Promise.reject(new TypeError("refused"));
    const error = await refusal(connect({ fetch }).get("/v1/usage", {}));
    expect([error.status, isTransient(error)]).toEqual([0, true]);
  });

  test("asks for a token before each request, and sends no cookie along with it", async () => {
    const { asked, fetch } = answering(200, {});
    let tokens = 0;
    const token = () => {
      tokens += 1;
      return `t${tokens}`;
    };
    const api = connect({ baseUrl: "https://eco.example/", token, fetch });
    await api.get("/v1/me", {});
    await api.get("/v1/me", {});
    expect(asked.map(([address]) => address)).toEqual(["https://eco.example/v1/me", "https://eco.example/v1/me"]);
    expect(asked.map(([, init]) => (init?.headers as Record<string, string>).authorization)).toEqual([
      "Bearer t1",
      "Bearer t2",
    ]);
    expect(asked.every(([, init]) => init?.credentials === "omit")).toBe(true);
  });

  test("says when the service no longer knows who is asking, and when a request was given up", async () => {
    let signedOut = 0;
    const { fetch } = answering(401, {});
    const api = connect({
      fetch,
      signedOut: () => {
        signedOut += 1;
      },
    });
    expect([(await refusal(api.get("/v1/me", {}))).status, signedOut]).toEqual([401, 1]);
    const abort = new AbortController();
    abort.abort(new Error("given up"));
    const failing = connect({ fetch: () => Promise.reject(abort.signal.reason) });
    await expect(failing.get("/v1/me", { signal: abort.signal })).rejects.toThrow("given up");
  });
});
