import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.js";

const cache = join(projectRoot, ".cache");
const pom = join(projectRoot, "tests/broker/kafka.pom.xml");
const version = "4.1.1";

const answers = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/**
 * The folder of Apache Kafka's jars, fetched from Maven Central once (about 45 MB).
 * @returns a reason instead when this machine cannot have them
 */
export function kafkaJars(): { readonly dir: string } | { readonly missing: string } {
  if (!answers("java", "-version")) return { missing: "Apache Kafka needs Java 17" };
  const dir = join(cache, `kafka-${version}`);
  if (existsSync(dir)) return { dir };
  if (!answers("mvn", "--version")) return { missing: "Apache Kafka is fetched by Maven, which is not installed" };
  mkdirSync(cache, { recursive: true });
  // Fetched aside and renamed: of two test processes at once, each sees a whole folder or none.
  const aside = mkdtempSync(join(cache, "kafka-"));
  const fetched = spawnSync(
    "mvn",
    ["-B", "-q", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${aside}`],
    { encoding: "utf8", timeout: 300_000 },
  );
  if (fetched.status !== 0) {
    rmSync(aside, { recursive: true, force: true });
    const [first = "no answer"] = `${fetched.stdout}${fetched.stderr}`.trim().split("\n");
    return { missing: `Maven could not fetch Apache Kafka: ${first}` };
  }
  try {
    renameSync(aside, dir);
  } catch {
    rmSync(aside, { recursive: true, force: true });
  }
  return { dir };
}
