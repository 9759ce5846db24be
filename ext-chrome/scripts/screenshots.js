import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { buildExtension } from "./build.js";

/** Pictures of the popup and the options with a month of example figures, into docs/images. */
const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ecomind-pictures-"));
await buildExtension("managed", join(folder, "build"));
const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  ignoreDefaultArgs: ["--disable-extensions"],
  args: [
    "--no-sandbox",
    `--disable-extensions-except=${join(folder, "build")}`,
    `--load-extension=${join(folder, "build")}`,
  ],
});

/** Example sums of 30 days, by the shape that the worker writes. */
const days = Array.from({ length: 30 }, (_, ago) =>
  [
    ["chatgpt", "openai", 9],
    ["claude", "anthropic", 6],
    ["gemini", "google", 3],
  ].map(([pack, provider, most]) => {
    const date = new Date(Date.now() - ago * 86_400_000);
    const day = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
    const requests = ((ago * 7 + Number(most)) % Number(most)) + 2;
    const times = (/** @type {number[]} */ values) => values.map((value) => value * requests);
    return {
      key: `${day} ${pack} unspecified`,
      ...{ day, pack, provider, model: "unspecified", requests, unsized: ago % 5 === 0 ? 1 : 0 },
      tokensIn: times([100, 1_500, 12_000]),
      tokensOut: times([210, 560, 1_300]),
      tokensOutRamp: times([0, 0, 140]),
    };
  }),
).flat();

try {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const base = `chrome-extension://${new URL(worker.url()).host}`;
  const page = await context.newPage();
  await page.goto(`${base}/options.html?lang=en`);
  await page.getByText("Your organisation has set nothing").waitFor({ timeout: 120_000 });
  const encoder = await context.newPage();
  /** @param {Buffer} png */
  const webp = async (png) =>
    Buffer.from(
      await encoder.evaluate(async (base64) => {
        const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
        const image = await createImageBitmap(blob);
        const canvas = new OffscreenCanvas(image.width, image.height);
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        const made = await canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
        return btoa(Array.from(new Uint8Array(await made.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(""));
      }, png.toString("base64")),
      "base64",
    );
  /** @param {string} name */
  const picture = async (name) => {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      writeFileSync(join(images, `extension-${name}-${colorScheme}.webp`), await webp(await page.screenshot()));
    }
  };
  await page.setViewportSize({ width: 1_000, height: 900 });
  await picture("consent");
  await page.getByRole("button", { name: "Agree and start" }).click();
  await page.getByText("You have agreed.").waitFor();
  await page.evaluate(async (rows) => {
    /** @type {IDBDatabase} */
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("ecomind");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const transaction = database.transaction("days", "readwrite");
    for (const row of rows) transaction.objectStore("days").put(row);
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
  }, days);
  await picture("options");
  await page.setViewportSize({ width: 360, height: 620 });
  await page.goto(`${base}/popup.html?lang=en`);
  await page.getByRole("button", { name: "30 days" }).click();
  await page.getByText("Gemini").waitFor();
  await picture("popup");
} finally {
  await context.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
