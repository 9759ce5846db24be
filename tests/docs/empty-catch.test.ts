import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const space = String.raw`(?:\s|//[^\n]*|/\*[\s\S]*?\*/)*`;
const emptyCatch = new RegExp(
  [
    // `catch { }`, whatever a comment in it says.
    String.raw`\bcatch\s*(?:\([^)]*\)\s*)?\{${space}\}`,
    // `.catch(() => {})`, `.catch(() => undefined)`.
    String.raw`\.catch\(\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>\s*(?:\{${space}\}|undefined|null|void 0)\s*,?\s*\)`,
  ].join("|"),
  "g",
);

const found = (text: string): string[] => [...text.matchAll(emptyCatch)].map(([match]) => match);

test.each([
  "try { a(); } catch {}",
  "try { a(); } catch (error) { }",
  "try { a(); } catch {\n  // Nothing to do.\n}",
  "try { a(); } catch (error) { /* no matter */ }",
  "a().catch(() => {})",
  "a().catch((error: unknown) => {\n  // no matter\n})",
  "a().catch(() => undefined)",
  "a().catch(async _ => null)",
])("is found: %s", (text) => {
  expect(found(text)).toHaveLength(1);
});

test.each([
  "try { a(); } catch (error) { log(error); }",
  "try { a(); } catch { return undefined; }",
  'a().catch(mayFail("the socket is cut next"))',
  "a().catch((error) => log(error))",
])("is not found: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test("no catch is empty: a failure is handled, logged, or said to be without consequence by mayFail", () => {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.js", "*.mjs", "*.cjs"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "" && !path.includes("/generated/") && existsSync(join(root, path)))
    .filter((path) => path !== "tests/docs/empty-catch.test.ts");
  const empty = files.flatMap((path) =>
    found(readFileSync(join(root, path), "utf8")).map((text) => `${path}: ${text}`),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(empty).toEqual([]);
});
