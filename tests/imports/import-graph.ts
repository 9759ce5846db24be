import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ImportedFile {
  /** Paths from the repository's root of the sources that this file imports, types included. */
  readonly files: readonly string[];
  /** Packages that it imports, as written: `node:fs`, `@ecomind/contract`, `vitest`. */
  readonly packages: readonly string[];
}

/** Static imports, re-exports and imports by literal name; the formatter writes all of them in these forms. */
const specifier =
  /(?:^|\n)\s*(?:import|export)\b[^"'`;]*?\bfrom\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s*"([^"]+)"/g;

function sourceOf(importer: string, relative: string): string | undefined {
  const target = normalize(join(dirname(importer), relative));
  return [target.replace(/\.js$/, ".ts"), target].find((path) => existsSync(join(root, path)));
}

/** The repository's TypeScript sources and tests with what each imports. */
export function importGraph(): ReadonlyMap<string, ImportedFile> {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  const paths = [...new Set(listed.split("\n"))].filter((path) => path !== "" && existsSync(join(root, path)));
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const specifiers = [...text.matchAll(specifier)].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? "");
      const relative = specifiers.filter((name) => name.startsWith("."));
      return [
        path,
        {
          files: relative.flatMap((name) => sourceOf(path, name) ?? []),
          packages: specifiers.filter((name) => !name.startsWith(".")),
        },
      ];
    }),
  );
}

/** Groups of files that import each other in a circle (Tarjan's strongly connected components). */
export function cycles(graph: ReadonlyMap<string, ImportedFile>): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    lowest.set(path, own);
    stack.push(path);
    for (const next of graph.get(path)?.files ?? []) {
      if (!index.has(next)) lowest.set(path, Math.min(lowest.get(path) as number, visit(next)));
      else if (stack.includes(next)) lowest.set(path, Math.min(lowest.get(path) as number, index.get(next) as number));
    }
    if (lowest.get(path) === own) {
      const component = stack.splice(stack.indexOf(path));
      if (component.length > 1) found.push(component.sort());
    }
    return lowest.get(path) as number;
  };
  for (const path of graph.keys()) if (!index.has(path)) visit(path);
  return found;
}

/** A file and all that it imports, directly or not. */
export function closure(graph: ReadonlyMap<string, ImportedFile>, path: string): ReadonlySet<string> {
  const reached = new Set([path]);
  for (const one of reached) for (const next of graph.get(one)?.files ?? []) reached.add(next);
  return reached;
}
