import { spawnSync } from "node:child_process";
import type { Brokers } from "./brokers.js";

const image = "docker.redpanda.com/redpandadata/redpanda:v24.3.6";

/** Whether a Docker daemon answers. */
export function hasDocker(): boolean {
  return spawnSync("docker", ["info", "--format", "{{.ServerVersion}}"], { stdio: "ignore" }).status === 0;
}

/** Starts one Redpanda in a container, which testcontainers removes when this process ends, however it ends. */
export async function startRedpanda(): Promise<Brokers> {
  // Loaded here: its many parts are needed on machines with Docker alone.
  const { RedpandaContainer } = await import("@testcontainers/redpanda");
  const container = await new RedpandaContainer(image).start();
  return {
    description: `Redpanda in Docker (${image})`,
    bootstrap: [container.getBootstrapServers()],
    pids: [],
    secured: undefined,
    proxies: [],
    faults: undefined,
    stop: async () => void (await container.stop()),
  };
}
