import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

/**
 * The renderer empties its root by `innerHTML = ''`, which Trusted Types refuse for any string. The same without a
 * string, or the build fails: another version must be looked at.
 * @type {import("esbuild").Plugin}
 */
const withoutHtmlSinks = {
  name: "without-html-sinks",
  setup({ onLoad }) {
    onLoad({ filter: /zrender[/\\]lib[/\\]svg[/\\]Painter\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source
        .replace("this.root.innerHTML = '';", "this.root.replaceChildren();")
        .replace("this._svgDom.innerHTML = null;", "this._svgDom.replaceChildren();");
      if (contents.includes("innerHTML")) throw new Error(`${path} writes HTML in a way that is not known`);
      return { contents, loader: "js" };
    });
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const { metafile } = await build({
  entryPoints: { app: join(root, "src/app.ts"), theme: join(root, "src/theme/theme.css") },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  legalComments: "linked",
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "file" },
  publicPath: "/",
  plugins: [withoutHtmlSinks],
  logLevel: "warning",
});

/** @param {string} source a path below the folder @returns {string} address of what was made from it */
function addressOf(source) {
  const found = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint !== undefined && relative(root, join(process.cwd(), entryPoint)) === source,
  );
  if (found === undefined) throw new Error(`nothing was built from ${source}`);
  return `/${relative(dist, join(process.cwd(), found[0]))}`;
}

/** Chunks that the first view imports, so that they are fetched beside it and not after it. */
const app = addressOf("src/app.ts");
const fileOf = (/** @type {string} */ address) => relative(process.cwd(), join(dist, address));
const preloads = (metafile.outputs[fileOf(app)]?.imports ?? [])
  .filter(({ kind }) => kind === "import-statement")
  .map(({ path }) => `/${relative(dist, join(process.cwd(), path))}`);
const font = Object.keys(metafile.outputs).find((path) => path.endsWith(".woff2"));

const page = readFileSync(join(root, "src/index.html"), "utf8").replace(
  "<!-- head -->",
  [
    `<link rel="stylesheet" href="${addressOf("src/theme/theme.css")}">`,
    ...(font === undefined
      ? []
      : [
          `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${relative(dist, join(process.cwd(), font))}">`,
        ]),
    ...preloads.map((address) => `<link rel="modulepreload" href="${address}">`),
    `<script type="module" src="${app}"></script>`,
  ].join("\n    "),
);
writeFileSync(join(dist, "index.html"), page);
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify({ app, preloads }, null, 2)}\n`);
