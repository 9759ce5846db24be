import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../.cache/sql-clients/", import.meta.url));
export const clients = fileURLToPath(new URL("clients/", import.meta.url));

/** A tool whose clients could not be installed here, and why. */
export class ClientMissing extends Error {}

/** Of Python, pinned, by the program that uses them. */
export const pythonPackages = {
  short: ["clickhouse-connect==1.12.0"],
  analysts: [
    "clickhouse-connect==1.12.0",
    "pandas==3.1.1",
    "pyarrow==26.0.1",
    "SQLAlchemy==2.1.9",
    "aiochclient==2.7.0",
    "aiohttp",
    "ibis-framework[clickhouse]==12.0.0",
    "packaging",
  ],
  // Superset runs with an older flask-caching than it asks for.
  superset: ["apache-superset==6.1.0", "clickhouse-connect==1.12.0", "flask-caching==2.3.1", "cachetools"],
  // Newer versions of dbt-core fetch a part of themselves from outside the registry.
  dbt: ["dbt-core==1.10.23", "dbt-clickhouse==1.10.3"],
};

/** @param {string} command @param {readonly string[]} args @param {string} needs */
function install(command, args, needs) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 900_000 });
  if (error !== undefined) throw new ClientMissing(`${needs}: ${error.message}`);
  if (status !== 0) throw new ClientMissing(`${needs}: ${`${stdout}${stderr}`.trim().slice(-600)}`);
}

/**
 * A folder of the cache, made where it is missing: aside and renamed, so that of two at once each sees a whole one.
 * @param {string} name @param {string} contents what it is made of @param {(aside: string) => void} make
 * @returns {string}
 */
function folder(name, contents, make) {
  const path = join(cache, `${name}-${createHash("sha256").update(contents).digest("hex").slice(0, 12)}`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, `${name}-`));
  try {
    make(aside);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (error instanceof ClientMissing || !existsSync(path)) throw error;
  }
  return path;
}

/** Where Python finds packages: the value of PYTHONPATH. @param {readonly string[]} packages @throws {ClientMissing} */
export function pythonPath(packages) {
  const needs = "Python 3.11 with venv and pip";
  const made = folder("python", packages.join("\n"), (aside) => {
    install("python3", ["-m", "venv", join(aside, "venv")], needs);
    const pip = ["-m", "pip", "install", "--quiet", "--target", join(aside, "lib"), ...packages];
    install(join(aside, "venv/bin/python"), pip, needs);
    rmSync(join(aside, "venv"), { recursive: true });
  });
  return join(made, "lib");
}

/**
 * The classpath of ClickHouse's driver and client for Java, and of the programs that use them.
 * @param {"current" | "metabase"} version the driver of today, or that which Metabase ships
 * @throws {ClientMissing}
 */
export function javaPath(version) {
  const pom = readFileSync(join(clients, `java/${version}.pom.xml`), "utf8");
  const programs = version === "current" ? ["Steps", "Jdbc", "ClientV2"] : ["Steps", "Metabase"];
  const files = programs.map((name) => join(clients, `java/${name}.java`));
  const needs = "a JDK 17 and Maven";
  const jars = folder("java", pom, (aside) => {
    writeFileSync(join(aside, "pom.xml"), pom);
    install("mvn", ["-q", "-B", "-f", join(aside, "pom.xml"), "dependency:copy-dependencies"], needs);
  });
  const libraries = join(jars, "target/dependency/*");
  const classes = folder("classes", [pom, ...files.map((file) => readFileSync(file, "utf8"))].join(""), (aside) =>
    install("javac", ["-cp", libraries, "-d", aside, ...files], needs),
  );
  return `${classes}:${libraries}`;
}

/** A folder with packages of npm. @param {readonly string[]} packages @throws {ClientMissing} */
export const npmPackages = (packages) =>
  folder("npm", packages.join("\n"), (aside) =>
    install(
      "npm",
      ["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", aside, ...packages],
      "npm",
    ),
  );

// Installs what the short test needs, for a machine that is to run it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  pythonPath(pythonPackages.short);
  javaPath("current");
}
