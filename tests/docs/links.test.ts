import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "");

test("every relative link of every page leads somewhere", () => {
  const lost = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```|`[^`]*`/g, "");
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page), target.replace(/[#?].*$/, ""))))
      .map((target) => `${page}: ${target}`);
  });
  expect(lost).toEqual([]);
});

test("each script that a page or an error names exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const named = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/npm run ([a-z][\w:-]*\w)/g)].map(
      ([, name = ""]) => `${page}: ${name}`,
    ),
  );
  const missing = named.filter((line) => !Object.hasOwn(scripts, line.slice(line.indexOf(": ") + 2)));
  expect(missing).toEqual([]);
});
