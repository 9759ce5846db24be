import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { executablePath } from "../dashboard-browser.js";

/** Hosts that fake providers stand for. */
const providerHosts = ["chatgpt.com", "claude.ai"];

/** A browser with the extension, whose providers are all on one loopback port. */
export class ExtensionBrowser {
  readonly folder = mkdtempSync(join(tmpdir(), "ecomind-browser-"));
  readonly #extension: string;
  readonly #port: number;
  #context: BrowserContext | undefined;
  readonly console: string[] = [];
  id = "";

  /** @param extension folder of a build @param port of the providers */
  constructor(extension: string, port: number) {
    this.#extension = extension;
    this.#port = port;
  }

  async start(): Promise<void> {
    const context = await chromium.launchPersistentContext(this.folder, {
      executablePath,
      headless: true,
      ignoreHTTPSErrors: true,
      locale: "en-GB",
      ignoreDefaultArgs: ["--disable-extensions"],
      args: [
        "--no-sandbox",
        "--ignore-certificate-errors",
        `--host-resolver-rules=${providerHosts.map((host) => `MAP ${host}:443 127.0.0.1:${this.#port}`).join(",")}`,
        `--disable-extensions-except=${this.#extension}`,
        `--load-extension=${this.#extension}`,
      ],
    });
    this.#context = context;
    context.on("console", (message) => this.console.push(message.text()));
    context.on("serviceworker", (worker) => worker.on("console", (message) => this.console.push(message.text())));
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: 60_000 }));
    this.id = new URL(worker.url()).host;
  }

  get context(): BrowserContext {
    if (this.#context === undefined) throw new Error("the browser was not started");
    return this.#context;
  }

  /** A page of the extension. */
  async own(path: string): Promise<Page> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`chrome-extension://${this.id}/${path}`);
    await page.waitForSelector("html[data-state=ready]");
    return page;
  }

  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    return page;
  }

  /** Ends the process that the worker runs in, without a warning. @returns whether there was one */
  killWorker(): boolean {
    const lines = execFileSync("ps", ["-e", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
    const pids = lines
      .filter((line) => line.includes(this.folder) && line.includes("--extension-process"))
      .map((line) => Number(line.trim().split(/\s+/, 1)[0]));
    for (const pid of pids) process.kill(pid, "SIGKILL");
    return pids.length > 0;
  }

  /** Agrees, and connects to an edge, as a person does on the options page. */
  async connect(endpoint: string, apiKey: string): Promise<void> {
    const page = await this.own("options.html");
    await page.getByRole("button", { name: "Agree and start" }).click();
    await page.getByLabel("Keep everything on this browser").uncheck();
    await page.getByLabel("Address of EcoMind").fill(endpoint);
    await page.getByLabel("API key").fill(apiKey);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.close();
  }

  async end(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Types a prompt into a fake page and waits for the end of its answer. */
export async function type(page: Page, text: string): Promise<string> {
  await page.getByLabel("Prompt").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
  const output = page.locator("output");
  await page.waitForFunction(() => !["", "…"].includes(document.querySelector("output")?.textContent ?? ""));
  return (await output.textContent()) ?? "";
}
