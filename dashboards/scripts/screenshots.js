import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath, demoSystem, settled } from "./demo-system.js";

/** Pictures of every page, light and dark, wide and narrow, into docs/images. */
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "docs", "images");
const pages = ["overview", "models", "people", "regions", "quality", "explore", "method", "sql", "settings"];
const sizes = [
  { width: 1440, height: 1000 },
  { width: 390, height: 844 },
];

mkdirSync(folder, { recursive: true });
const system = await demoSystem();
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
let bytes = 0;
try {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const encoder = await context.newPage();
  /** A lossy copy: a tenth of the size, and nothing that one sees. @param {Buffer} png @returns {Promise<Buffer>} */
  const webp = async (png) => {
    const encoded = await encoder.evaluate(async (base64) => {
      const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
      const image = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext("2d")?.drawImage(image, 0, 0);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/webp", quality: 0.82 })).arrayBuffer(),
      );
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }, png.toString("base64"));
    return Buffer.from(encoded, "base64");
  };
  await page.goto(system.link());
  for (const name of pages) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${system.url}/${name === "overview" ? "" : name}?tz=Europe%2FBerlin`);
        await settled(page, ["loading"]);
        if (name === "sql") {
          await page.getByRole("button", { name: "Run" }).click();
          await page.waitForSelector("[data-state=ready]");
        }
        if (["overview", "models", "people", "explore"].includes(name))
          await page.waitForSelector("eco-chart svg", { state: "attached" });
        await page.waitForTimeout(400);
        const picture = await webp(await page.screenshot());
        bytes += picture.length;
        writeFileSync(join(folder, `${name}-${colorScheme}-${size.width}.webp`), picture);
      }
    }
  }
} finally {
  await browser.close();
  await system.close();
}
console.log(`${pages.length * sizes.length * 2} pictures in docs/images, ${Math.round(bytes / 1000)} kB`);
