import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, freePort, type System } from "ecomind/testing";
import { projectRoot } from "./project-root.js";

/** An alert as it reaches whoever is woken. */
export interface Page {
  readonly atMs: number;
  readonly alert: string;
  readonly severity: string;
  /** When the alert began to fire, by Prometheus. */
  readonly startedMs: number;
}

interface Notification {
  readonly alerts: readonly { status: string; labels: Readonly<Record<string, string>>; startsAt: string }[];
}

/**
 * A Prometheus and an Alertmanager that watch a system by the configuration that it wrote and by the example that the project
 * ships, and a receiver of their pages. Programs are found by `PROMETHEUS` and `ALERTMANAGER`, or by their usual names.
 */
export class Watchers {
  readonly pages: Page[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "ecomind-watchers-"));
  readonly #children: ChildProcess[] = [];
  #stopping = false;
  #receiver: Server | undefined;
  #prometheusUrl = "";

  async start(system: System): Promise<void> {
    const [prometheusPort, managerPort] = [await freePort(), await freePort()];
    const receiverPort = await this.#listen();
    const manager = readFileSync(join(projectRoot, "observability/alertmanager.example.yml"), "utf8");
    const managerFile = join(this.#folder, "alertmanager.yml");
    writeFileSync(managerFile, manager.replaceAll("127.0.0.1:9099", `127.0.0.1:${receiverPort}`));
    const prometheusFile = join(this.#folder, "prometheus.yml");
    const alerting = `alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${managerPort}"] }] }] }\n`;
    writeFileSync(prometheusFile, readFileSync(join(system.dataDir, "prometheus.yml"), "utf8") + alerting);
    this.#run(process.env.ALERTMANAGER ?? "prometheus-alertmanager", [
      `--config.file=${managerFile}`,
      `--storage.path=${join(this.#folder, "alertmanager")}`,
      `--web.listen-address=127.0.0.1:${managerPort}`,
      "--cluster.listen-address=",
    ]);
    this.#run(process.env.PROMETHEUS ?? "prometheus", [
      `--config.file=${prometheusFile}`,
      `--storage.tsdb.path=${join(this.#folder, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ]);
    this.#prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
    await eventually(
      () => this.query('count(up{job=~"ecomind-.+"} == 1)'),
      (up) => up === 4,
      120_000,
    );
  }

  /** The value of an expression that has one; undefined without any. */
  async query(expression: string): Promise<number | undefined> {
    const response = await fetch(`${this.#prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await response.json()) as { data: { result: readonly { value: [number, string] }[] } };
    const value = data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  async #listen(): Promise<number> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { alerts } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Notification;
        for (const { status, labels, startsAt } of alerts) {
          if (status !== "firing") continue;
          const { alertname: alert = "", severity = "" } = labels;
          this.pages.push({ atMs: Date.now(), alert, severity, startedMs: Date.parse(startsAt) });
        }
        response.end();
      });
    });
    this.#receiver = server;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  #run(program: string, args: readonly string[]): void {
    const child = spawn(program, [...args], { stdio: "ignore" });
    child.once("error", (error) => process.stderr.write(`${program}: ${error.message}\n`));
    child.once("exit", (status) => {
      if (!this.#stopping) process.stderr.write(`${program} ended with ${status}\n`);
    });
    this.#children.push(child);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of this.#children) {
      if (child.exitCode !== null || child.pid === undefined) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    this.#receiver?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
