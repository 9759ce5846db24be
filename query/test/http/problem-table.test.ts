import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemTable } from "../../src/http/problems.js";

test("docs/api/query.md lists every problem with its status and title, and none that is not", () => {
  const page = readFileSync(new URL("../../../docs/api/query.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+?) \| (.+) \|$/gm)].map(
    ([, code, status, title, advice]) => [code, Number(status), title, (advice as string).length > 10],
  );
  expect(listed).toEqual(Object.entries(problemTable).map(([code, { status, title }]) => [code, status, title, true]));
});
