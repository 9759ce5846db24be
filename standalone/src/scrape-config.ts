import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { urlOf } from "./url-of.js";

const rules = fileURLToPath(new URL("../../observability/generated/rules.yml", import.meta.url));

/** Services whose metrics stand on an address of this machine alone. */
const loopbackOnly: ReadonlySet<string> = new Set(["stream", "jobs", "canary"]);

/**
 * `prometheus.yml` in the data folder, which is all that Prometheus needs to watch this system, and the list of targets that
 * it reads: Prometheus looks at that list again by itself.
 */
export class ScrapeConfig {
  readonly #dataDir: string;
  readonly #host: string;
  readonly #tokenFile: string | undefined;
  readonly #targets = new Map<string, string>();

  /** @param tokenFile what `/metrics` asks for; undefined: whoever started the system has set the token */
  constructor(dataDir: string, host: string, tokenFile: string | undefined) {
    this.#dataDir = dataDir;
    this.#host = host;
    this.#tokenFile = tokenFile;
  }

  /** A service is up. The engine has no metrics of its own. */
  add(service: string, port: number): void {
    const target = new URL(urlOf(loopbackOnly.has(service) ? "127.0.0.1" : this.#host, port)).host;
    if (service === "clickhouse" || this.#targets.get(service) === target) return;
    this.#targets.set(service, target);
    this.#write();
  }

  #write(): void {
    const targetsFile = join(this.#dataDir, "metrics-targets.json");
    const configFile = join(this.#dataDir, "prometheus.yml");
    const entries = [...this.#targets].map(([service, target]) => ({
      targets: [target],
      labels: { job: `ecomind-${service}` },
    }));
    writeFileSync(targetsFile, `${JSON.stringify(entries, null, 2)}\n`);
    const text = (value: string) => JSON.stringify(value);
    const authorization =
      this.#tokenFile === undefined
        ? "# METRICS_TOKEN was given: write it into a file, and name it here as authorization: { credentials_file: FILE }"
        : `authorization: { credentials_file: ${text(this.#tokenFile)} }`;
    writeFileSync(
      configFile,
      `# Written at each start. Use: prometheus --config.file=${configFile}
global: { scrape_interval: 15s, evaluation_interval: 15s }
rule_files: [${text(rules)}]
scrape_configs:
  - job_name: ecomind
    ${authorization}
    file_sd_configs: [{ files: [${text(targetsFile)}], refresh_interval: 15s }]
`,
    );
  }
}
