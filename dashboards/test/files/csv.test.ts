import { describe, expect, test } from "vitest";
import { csvOf } from "../../src/files/csv.js";

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
