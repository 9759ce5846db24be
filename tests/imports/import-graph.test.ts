import { expect, test } from "vitest";
import { cycles, importGraph } from "./import-graph.js";

const graph = importGraph();
const sources = new Map([...graph].filter(([path]) => path.includes("/src/")));

/** The lines of ARCHITECTURE.md "Where things are": what a folder's sources may import of the workspace. */
const layers: Readonly<Record<string, readonly string[]>> = {
  "packages/contract": [],
  "packages/csv": [],
  "packages/zoned-time": [],
  "packages/footprint": ["contract"],
  "packages/platform": ["contract"],
  "packages/event-log": ["contract", "platform"],
  "packages/api-client": [],
  clickhouse: ["contract", "event-log", "footprint", "platform"],
  "packages/accounts": ["contract", "platform", "clickhouse"],
  dashboards: ["contract", "api-client", "csv", "footprint", "zoned-time"],
};

test("no file imports itself through others, types included", () => {
  expect(cycles(sources)).toEqual([]);
});

test("packages import only what stands below them", () => {
  const wrong = [...sources].flatMap(([path, { packages }]) => {
    const folder = Object.keys(layers).find((name) => path.startsWith(`${name}/src/`));
    if (folder === undefined) return [];
    const allowed = layers[folder] as readonly string[];
    return packages
      .filter((name) => name.startsWith("@ecomind/"))
      .filter((name) => !allowed.includes(name.split("/")[1] as string))
      .map((name) => `${path}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test("no relative import leaves its workspace", () => {
  const workspace = (path: string) => /^(packages\/[^/]+|[^/]+)\//.exec(path)?.[1];
  const wrong = [...sources].flatMap(([path, { files }]) =>
    files.filter((file) => workspace(file) !== workspace(path)).map((file) => `${path}: ${file}`),
  );
  expect(wrong).toEqual([]);
});

test("no route of the query service imports another", () => {
  const route = /^query\/src\/routes\//;
  const wrong = [...sources].flatMap(([path, { files }]) =>
    route.test(path) ? files.filter((file) => route.test(file)).map((file) => `${path}: ${file}`) : [],
  );
  expect(wrong).toEqual([]);
});
