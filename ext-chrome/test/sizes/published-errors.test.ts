import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorTable, marks, page } from "../../scripts/framing-errors.js";

test("the published errors are those of the framings that are shipped", () => {
  expect(readFileSync(page, "utf8")).toContain(`${marks[0]}\n${errorTable()}\n${marks[1]}`);
});
