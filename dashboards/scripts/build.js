import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build, transform } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

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

/** Scripts that are loaded when they are wanted, by a page that runs already. */
const loadedLater =
  /[/\\]src[/\\](pages[/\\](?!overview)[\w-]+[/\\]page|shell[/\\]view-dialogs[/\\]element|elements[/\\]timeseries[/\\]file)\.ts$/;

/**
 * Makes styles and markup within templates small; the code around them is made so anyway. Styles are minified as such;
 * of markup only the indentation goes.
 * @param {string} [app] what runs already when a later script is loaded. Told to each, all that it may share with the
 *   others is one file; else there would be one for each set of scripts that share something: many requests of the
 *   first view, and a tenth more bytes.
 * @returns {import("esbuild").Plugin}
 */
const smallTemplates = (app) => ({
  name: "small-templates",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]dashboards[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
      const shared = app !== undefined && loadedLater.test(path) ? `import ${JSON.stringify(app)};\n` : "";
      const source = shared + readFileSync(path, "utf8");
      const parts = source.split(/\bcss`([^`]*)`/);
      const contents = await Promise.all(
        parts.map(async (part, index) => {
          if (index % 2 === 0) return part.replaceAll(/\n[ \t]+/g, "\n");
          const { code } = await transform(part, { loader: "css", minify: true, target: "es2022" });
          return `css\`${code.trim().replaceAll("\\", "\\\\")}\``;
        }),
      );
      return { contents: contents.join(""), loader: "ts" };
    });
  },
});

/**
 * Builds what the query service serves: the pages, the components for others, and brotli files beside both.
 * @param {string} dist folder that is emptied and filled
 * @param {{ development?: boolean }} [options] development: readable and quick to build, without brotli files; files of
 *   earlier builds stay, so that a page that is open goes on working
 * @returns {Promise<{ app: string[], firstInputs: string[], charts: string, components: string }>} addresses: scripts of
 *   the first view, sources of those, the chart library, the components
 */
export async function buildDashboards(dist, { development = false } = {}) {
  if (!development) rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  /** @type {import("esbuild").BuildOptions & { metafile: true }} */
  const options = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: !development,
    sourcemap: true,
    legalComments: "linked",
    metafile: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
    publicPath: "/",
    logLevel: "warning",
  };
  // Apart: built together, the parts that both use would be many small files, and many requests of the first view.
  const [pages, elements] = await Promise.all([
    build({
      ...options,
      entryPoints: { app: "src/shell/app.ts", theme: "src/theme/theme.css" },
      plugins: [withoutHtmlSinks, smallTemplates(join(root, "src/shell/app.ts"))],
    }),
    build({
      ...options,
      entryPoints: { components: "src/elements/index.ts" },
      plugins: [withoutHtmlSinks, smallTemplates()],
    }),
  ]);
  const { metafile } = pages;
  const outputs = Object.entries(metafile.outputs);
  const addressOf = (/** @type {string} */ output) => `/${relative(dist, join(root, output))}`;
  /** @param {string} source @returns {string} the file that was made from it */
  const outputOf = (source) => {
    const found = outputs.find(([, { entryPoint }]) => entryPoint === source);
    if (found === undefined) throw new Error(`nothing was built from ${source}`);
    return found[0];
  };
  /** What a script imports before it runs, with all that those import. @param {string} output @returns {string[]} */
  const importsOf = (output) => {
    const direct = (metafile.outputs[output]?.imports ?? []).filter(({ kind }) => kind === "import-statement");
    return direct.flatMap(({ path }) => {
      const own = join(relative(root, dist), path);
      const name = metafile.outputs[path] === undefined ? own : path;
      return [name, ...importsOf(name)];
    });
  };
  const app = outputOf("src/shell/app.ts");
  const first = [...new Set([app, ...importsOf(app)])];
  const font = outputs.find(([path]) => path.endsWith(".woff2"))?.[0];
  const head = [
    `<link rel="stylesheet" href="${addressOf(outputOf("src/theme/theme.css"))}">`,
    ...(font === undefined
      ? []
      : [`<link rel="preload" as="font" type="font/woff2" crossorigin href="${addressOf(font)}">`]),
    ...first.slice(1).map((output) => `<link rel="modulepreload" href="${addressOf(output)}">`),
    `<script type="module" src="${addressOf(app)}"></script>`,
  ];
  const page = readFileSync(join(root, "src/index.html"), "utf8");
  writeFileSync(join(dist, "index.html"), page.replace("<!-- head -->", head.join("\n    ")));
  const made = Object.entries(elements.metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint === "src/elements/index.ts",
  );
  if (made === undefined) throw new Error("the components were not built");
  const components = addressOf(made[0]);
  // A name that stays, for pages of others.
  writeFileSync(join(dist, "components.js"), `export * from ".${components}";\n`);
  cpSync(join(root, "custom-elements.json"), join(dist, "custom-elements.json"));
  cpSync(join(root, "example"), join(dist, "example"), { recursive: true });
  const compressible = development ? [] : readdirSync(dist).filter((name) => /-[A-Z0-9]{8}\.(js|css)$/.test(name));
  for (const name of compressible) {
    const content = readFileSync(join(dist, name));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(dist, `${name}.br`), brotliCompressSync(content, { params }));
  }
  const firstInputs = first.flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {}));
  return {
    app: first.map(addressOf),
    firstInputs,
    charts: addressOf(outputOf("src/charts/chart-library.ts")),
    components,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDashboards(join(root, "dist"));
