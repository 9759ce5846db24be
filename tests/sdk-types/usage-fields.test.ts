import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "../broker/project-root.js";

const here = join(projectRoot, "tests/sdk-types");
const isInstalled = existsSync(join(here, "node_modules/openai"));
const hint = "npm ci --prefix tests/sdk-types --ignore-scripts";
if (!isInstalled && process.env.CI === "true") throw new Error(`the SDKs are not installed: ${hint}`);
if (!isInstalled) console.warn(`\n  SKIPPED, the SDKs are not installed: ${hint}\n`);

/** How the table's names are imported. */
const imports = `import type OpenAI from "openai";
import type Anthropic from "@anthropic-ai/sdk";
import type * as GoogleGenAI from "@google/genai";
import type * as Mistral from "@mistralai/mistralai/models/components";
`;

/** Paths of the numbers of a type, optional ones included; lists tell the same numbers by kind. */
const numberPaths = `
type NumberPaths<T, Prefix extends string = ""> = T extends readonly unknown[] ? never : T extends object
  ? { [K in keyof T as string extends K ? never : K]-?: NonNullable<T[K]> extends number
      ? \`\${Prefix}\${K & string}\` : NumberPaths<NonNullable<T[K]>, \`\${Prefix}\${K & string}.\`> } extends infer Found
    ? Found[keyof Found] : never
  : never;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
`;

interface Row {
  readonly type: string;
  readonly fields: readonly string[];
}

const names = (cell: string): string[] => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = ""]) => name);
const rows: readonly Row[] = readFileSync(join(projectRoot, "docs/api/usage-fields.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| `\w+\.\w/.test(line))
  .map((line) => {
    const [, type = "", ...cells] = line.split("|");
    return { type: names(type)[0] ?? "", fields: [...new Set(cells.flatMap(names))] };
  });

const folder = isInstalled ? mkdtempSync(join(here, "node_modules/.usage-fields-")) : "";
afterAll(() => {
  if (isInstalled) rmSync(folder, { recursive: true });
});

/** What the compiler says of a program with the SDKs beside it; empty: nothing. */
function compiled(checks: readonly string[]): string {
  const file = join(folder, "usage-fields.ts");
  writeFileSync(file, `${imports}${numberPaths}${checks.join("\n")}\n`);
  const options =
    "--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2022 --lib es2023,dom --types node";
  return spawnSync(
    process.execPath,
    [
      join(projectRoot, "node_modules/typescript/bin/tsc"),
      ...options.split(" "),
      "--typeRoots",
      join(projectRoot, "node_modules/@types"),
      file,
    ],
    { encoding: "utf8", cwd: folder },
  ).stdout;
}

const checkOf = ({ type, fields }: Row, index: number): string =>
  `export const row${index}: Same<NumberPaths<${type}>, ${fields.map((field) => `"${field}"`).join(" | ")}> = true;`;

test.skipIf(!isInstalled)(
  "every number of the SDKs' usage types is in its row of the table, and no other",
  () => {
    expect(rows.length).toBeGreaterThanOrEqual(8);
    expect(compiled(rows.map(checkOf))).toBe("");
  },
  120_000,
);

test.skipIf(!isInstalled)(
  "a field too many, or one too few, would be found",
  () => {
    const [row] = rows as [Row];
    const wrong = [
      { ...row, fields: row.fields.slice(1) },
      { ...row, fields: [...row.fields, "invented_tokens"] },
    ];
    expect(compiled(wrong.map(checkOf)).match(/error TS2322/g)).toHaveLength(2);
  },
  120_000,
);

test.skipIf(!isInstalled)("the page names the versions that it was compiled against", () => {
  const page = readFileSync(join(projectRoot, "docs/api/usage-fields.md"), "utf8");
  const listed = JSON.parse(readFileSync(join(here, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const [name, version] of Object.entries(listed.dependencies))
    expect(page).toContain(`\`${name}\` ${version.split(".").slice(0, 2).join(".")}`);
});
