import { describe, expect, test } from "vitest";
import { balanceOf } from "../src/data/accounting.js";
import { ApiClient, ApiError, addressOf } from "../src/data/api-client.js";
import { csvOf } from "../src/data/csv.js";
import { equivalentsOf } from "../src/data/equivalents.js";
import { median } from "../src/data/median.js";
import { sqlChart } from "../src/data/sql-result.js";
import { searchedRows, sortedRows } from "../src/data/table-rows.js";
import { measures } from "./usage-fixture.js";

describe("a file", () => {
  test("quotes what needs it and keeps every digit", () => {
    expect(
      csvOf(
        ["a", "b"],
        [
          ['x,"y"\nz', 0.1 + 0.2],
          ["plain", -5],
          [null, undefined],
        ],
      ),
    ).toBe('a,b\r\n"x,""y""\nz",0.30000000000000004\r\nplain,-5\r\n,\r\n');
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx"])("a name %j runs as no formula; a number stays one", (name) => {
    const [, line = ""] = csvOf(["n", "v"], [[name, -1]]).split("\r\n", 2);
    expect(line.replaceAll('"', "").startsWith("'")).toBe(true);
  });
});

describe("rows", () => {
  const rows = [
    { texts: { name: "Beta", count: 2 } },
    { texts: { name: "alpha 10", count: null } },
    { texts: { name: "alpha 9", count: 30 } },
  ];
  const names = (found: typeof rows) => found.map(({ texts }) => texts.name);

  test("are in order of numbers and of text with numbers, those without a value last either way", () => {
    expect(names(sortedRows(rows, { column: "count", descending: true }))).toEqual(["alpha 9", "Beta", "alpha 10"]);
    expect(names(sortedRows(rows, { column: "count", descending: false }))).toEqual(["Beta", "alpha 9", "alpha 10"]);
    expect(names(sortedRows(rows, { column: "name", descending: false }))).toEqual(["alpha 9", "alpha 10", "Beta"]);
    expect(names(sortedRows(rows, undefined))).toEqual(names(rows));
  });

  test("are found by every word", () => {
    expect(names(searchedRows(rows, "ALPHA 9"))).toEqual(["alpha 9"]);
    expect(names(searchedRows(rows, " "))).toEqual(names(rows));
    expect(searchedRows(rows, "gamma")).toEqual([]);
  });
});

describe("the API client", () => {
  const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    const asked: [string, RequestInit | undefined][] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      asked.push([String(input), init]);
      return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
    };
    return { asked, fetch };
  };

  test("repeats a name for each value", () => {
    expect(addressOf("/v1/usage", { group_by: ["model", "team"], top: 5, tz: undefined, model: ["a&b"] })).toBe(
      "/v1/usage?group_by=model&group_by=team&top=5&model=a%26b",
    );
  });

  test("tells a refusal by its problem document", async () => {
    const { fetch } = answering(400, {
      title: "A parameter is not valid",
      code: "invalid_parameter",
      parameter: "tz",
      request_id: "r9",
    });
    const error = await new ApiClient({ fetch }).get("/v1/usage").catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      status: 400,
      code: "invalid_parameter",
      requestId: "r9",
      detail: "tz",
      isTransient: false,
    });
  });

  test("tells that nothing answered", async () => {
    const fetch: typeof globalThis.fetch = () => Promise.reject(new TypeError("refused"));
    const error = await new ApiClient({ fetch }).get("/v1/usage").catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 0, isTransient: true });
  });

  test("asks for a token before each request, and sends no cookie along with it", async () => {
    const { asked, fetch } = answering(200, {});
    let tokens = 0;
    const token = () => {
      tokens += 1;
      return `t${tokens}`;
    };
    const api = new ApiClient({ baseUrl: "https://eco.example/", token, fetch });
    await api.get("/v1/me");
    await api.get("/v1/me");
    expect(asked.map(([address]) => address)).toEqual(["https://eco.example/v1/me", "https://eco.example/v1/me"]);
    expect(asked.map(([, init]) => (init?.headers as Record<string, string>).authorization)).toEqual([
      "Bearer t1",
      "Bearer t2",
    ]);
    expect(asked.every(([, init]) => init?.credentials === "omit")).toBe(true);
  });
});

describe("a result of SQL", () => {
  const column = (name: string, type: string) => ({ name, type });
  test("is drawn by its first label and number", () => {
    expect(
      sqlChart({
        columns: [column("n", "UInt64"), column("day", "Date")],
        rows: [
          ["1", "2026-01-01"],
          ["2", "2026-01-02"],
        ],
        elapsed_ms: 1,
      }),
    ).toEqual({ labels: ["2026-01-01", "2026-01-02"], name: "n", values: [1, 2], isTime: true });
  });
  test.each([
    [[column("a", "String")], [["x"], ["y"]]],
    [[column("a", "String"), column("b", "UInt8")], [["x", 1]]],
    [
      [column("a", "String"), column("b", "Nullable(Float64)")],
      [
        ["x", "nan"],
        ["y", 1],
      ],
    ],
  ])("is not drawn where that says nothing", (columns, rows) => {
    expect(sqlChart({ columns, rows, elapsed_ms: 1 })).toBeUndefined();
  });
});

test("records that are not accounted for show", () => {
  const accounting = {
    org_id: "o",
    records_read: 10,
    stored: 6,
    duplicates: 2,
    dead_letters: 1,
    erased: 1,
    in_events: 6,
    dead_letters_kept: 1,
    last_published_at: null,
  };
  expect(balanceOf(accounting).difference).toBe(0);
  expect(balanceOf({ ...accounting, stored: 5 }).difference).toBe(1);
});

test("a median, and things that people know", () => {
  expect([median([3]), median([1, 4]), median([5, 1, 3])]).toEqual([3, 2.5, 3]);
  expect(median([])).toBeNaN();
  expect(equivalentsOf(measures(11.6)).map(({ count }) => Math.round(count))).toEqual([100, 25, 4]);
});
