import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../broker/free-ports.js";
import { projectRoot } from "../broker/project-root.js";

/** Ports that stand in the configurations of `docs/reverse-proxy.md`. */
export interface ServicePorts {
  readonly edge: number;
  readonly query: number;
}

export type ProxyName = "nginx" | "haproxy" | "caddyfile";

/** A proxy that runs with a configuration; `certificate` is what its clients trust, for `eco.example`. */
export interface ReverseProxy {
  readonly port: number;
  readonly certificate: string;
  stop(): Promise<void>;
}

const programs: Readonly<Record<ProxyName, string>> = {
  nginx: "/usr/sbin/nginx",
  haproxy: "/usr/sbin/haproxy",
  caddyfile: "/usr/bin/caddy",
};
const packages: Readonly<Record<ProxyName, string>> = {
  nginx: "nginx-light",
  haproxy: "haproxy",
  caddyfile: "caddy",
};

/** What is missing to run a proxy; undefined: nothing. */
export function missingFor(name: ProxyName): string | undefined {
  for (const [program, of] of [
    [programs[name], packages[name]],
    ["openssl", "openssl"],
  ] as const)
    if (spawnSync(program, ["version"]).error !== undefined) return `${program} (apt-get install ${of})`;
  return undefined;
}

/** The configuration that `docs/reverse-proxy.md` shows. @throws Error when it shows none */
function documented(name: ProxyName): string {
  const page = readFileSync(join(projectRoot, "docs/reverse-proxy.md"), "utf8");
  const [, text] = new RegExp(`\`\`\`${name}\n(.*?)\n\`\`\``, "s").exec(page) ?? [];
  if (text === undefined) throw new Error(`docs/reverse-proxy.md has no configuration for ${name}`);
  return `${text}\n`;
}

/** Replaces what must be there. @throws Error when it is not, so that no test runs with another configuration than it means */
function replaced(text: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the configuration has no "${from}"`);
    return changed.replaceAll(from, to);
  }, text);
}

function certificateIn(folder: string): { pem: string; key: string; combined: string } {
  const paths = { pem: join(folder, "tls.pem"), key: join(folder, "tls.key"), combined: join(folder, "both.pem") };
  execFileSync(
    "openssl",
    [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=eco.example".split(" "),
      ..."-addext subjectAltName=DNS:eco.example -out".split(" "),
      paths.pem,
      "-keyout",
      paths.key,
    ],
    { stdio: "pipe" },
  );
  writeFileSync(paths.combined, readFileSync(paths.pem, "utf8") + readFileSync(paths.key, "utf8"), { mode: 0o600 });
  return paths;
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });

/** Ends when the proxy listens. @throws Error with what it said when it ends before */
async function listening(child: ChildProcess, port: number, said: () => string): Promise<void> {
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the proxy did not start: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Runs a proxy with a configuration of the documentation; ports and paths of files are replaced, and nothing else.
 * @param change more to replace, for what the page advises against
 */
export async function startProxy(
  name: ProxyName,
  to: ServicePorts,
  change: readonly (readonly [string, string])[] = [],
): Promise<ReverseProxy> {
  const folder = mkdtempSync(join(tmpdir(), "ecomind-proxy-"));
  const { pem, key, combined } = certificateIn(folder);
  const [port = 0] = await freePorts(1);
  const services = [
    ["127.0.0.1:8080", `127.0.0.1:${to.edge}`],
    ["127.0.0.1:8090", `127.0.0.1:${to.query}`],
  ] as const;
  const file = join(folder, name);
  const text = replaced(documented(name), [...services, ...change]);
  // Where a proxy keeps what it writes: a folder of the test's own, and no process in the background.
  const configurations: Readonly<Record<ProxyName, () => string>> = {
    nginx: () =>
      `${process.getuid?.() === 0 ? "user root;\n" : ""}pid ${folder}/pid;\ndaemon off;\nerror_log stderr;\n${replaced(
        text,
        [
          ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
          ["/etc/ssl/eco.example.pem", pem],
          ["/etc/ssl/eco.example.key", key],
          [
            "http {\n",
            `http {\n  access_log off;\n${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
              .map((of) => `  ${of}_temp_path ${folder}/${of};\n`)
              .join("")}`,
          ],
        ],
      )}`,
    haproxy: () =>
      replaced(text, [
        ["bind :443 ssl crt /etc/ssl/eco.example.combined.pem", `bind 127.0.0.1:${port} ssl crt ${combined}`],
      ]),
    caddyfile: () =>
      `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${replaced(text, [
        ["eco.example {\n", `https://eco.example:${port} {\n\tbind 127.0.0.1\n\ttls ${pem} ${key}\n`],
      ])}\n`,
  };
  writeFileSync(file, configurations[name]());
  const args: Readonly<Record<ProxyName, readonly string[]>> = {
    nginx: ["-p", folder, "-c", file],
    haproxy: ["-db", "-f", file],
    caddyfile: ["run", "--config", file, "--adapter", "caddyfile"],
  };
  const child = spawn(programs[name], args[name], {
    env: { PATH: process.env.PATH ?? "", HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = once(child, "close");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  };
  try {
    await listening(child, port, () => Buffer.concat(said).toString());
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, certificate: readFileSync(pem, "utf8"), stop };
}
