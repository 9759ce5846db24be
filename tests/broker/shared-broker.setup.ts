import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mayFail } from "@ecomind/platform";
import type { TestProject } from "vitest/node";
import type { Brokers } from "./brokers.js";
import { NoBrokerError, startBrokers } from "./start-brokers.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where test processes ask for the shared broker. */
    brokerSocket: string;
  }
}

/** What a test process is told: where the shared broker is, or why there is none. */
export type SharedBroker =
  | { readonly description: string; readonly bootstrap: readonly string[] }
  | { readonly missing: string }
  | { readonly failed: string };

/**
 * One plain broker for all test files that need no other: started when the first of them asks, on a socket of this
 * process, and ended with the run. Each start costs five seconds of a processor.
 */
export default async function sharedBroker(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-broker-"));
  const socket = join(dir, "socket");
  let starting: Promise<Brokers> | undefined;
  const answer = async (): Promise<SharedBroker> => {
    try {
      starting ??= startBrokers({ brokers: 1 });
      const { description, bootstrap } = await starting;
      return { description, bootstrap };
    } catch (error) {
      const { message } = error as Error;
      return error instanceof NoBrokerError ? { missing: message } : { failed: message };
    }
  };
  const server = createServer((asking) => {
    asking.on("error", () => {});
    void answer().then((found) => asking.end(JSON.stringify(found)));
  });
  server.listen(socket);
  await once(server, "listening");
  project.provide("brokerSocket", socket);
  return async () => {
    server.close();
    await (await starting?.catch(mayFail("what did not start need not be stopped")))?.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
