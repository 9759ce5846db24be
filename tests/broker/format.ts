import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrokersRequest } from "./brokers.js";

const clusterId = "ZWNvbWluZC10ZXN0LWxvZw";

/**
 * Prepares the folder of broker `id` for its first start. Without users two lines in a file are all that Kafka's own
 * tool would do, at the price of a Java start.
 */
export function format(
  id: number,
  jars: string,
  properties: string,
  dir: string,
  security: BrokersRequest["security"],
): void {
  if (security === undefined) {
    const lines = { version: 1, "cluster.id": clusterId, "node.id": id, "directory.id": directoryId() };
    const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(dir, "meta.properties"), text.join(""));
    return;
  }
  const users = ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
    "--add-scram",
    `${mechanism}=[name=${security.user},password=${security.password}]`,
  ]);
  const args = ["-cp", `${jars}/*`, "-XX:TieredStopAtLevel=1", "kafka.tools.StorageTool", "format"];
  const done = spawnSync("java", [...args, "-t", clusterId, "-c", properties, ...users], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`Kafka's folder could not be formatted:\n${done.stdout}${done.stderr}`);
}

/** A UUID as Kafka writes it; it must not begin with a hyphen. */
function directoryId(): string {
  const id = randomBytes(16).toString("base64url");
  return id.startsWith("-") ? directoryId() : id;
}
