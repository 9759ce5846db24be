import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, describe, inject } from "vitest";
import type { Brokers } from "./brokers.js";
import type { SharedBroker } from "./shared-broker.setup.js";
import { isPlain, NoBrokerError, type StartBrokersOptions, startBrokers } from "./start-brokers.js";

/** The broker that all test files share; its topics and groups must have names of their own. */
async function askForShared(): Promise<Brokers> {
  const socket = connect(inject("brokerSocket"));
  const found = JSON.parse(await text(socket)) as SharedBroker;
  if ("missing" in found) throw new NoBrokerError(found.missing);
  if ("failed" in found) throw new Error(found.failed);
  return { ...found, pids: [], secured: undefined, proxies: [], faults: undefined, stop: async () => {} };
}

/**
 * A `describe` whose tests have real brokers: the one that is shared by the whole run, where a plain one will do. Where
 * none can be had, the tests are skipped and the reason is printed; with `CI=true` that is a failure. Await it at the
 * top of a test file.
 */
export async function describeWithBrokers(
  name: string,
  options: StartBrokersOptions,
  tests: (brokers: Brokers) => void,
): Promise<void> {
  let brokers: Brokers;
  try {
    brokers = isPlain(options) ? await askForShared() : await startBrokers(options);
  } catch (error) {
    if (!(error instanceof NoBrokerError) || process.env.CI === "true") throw error;
    console.warn(`\n  SKIPPED, no broker: ${name}\n  ${error.message}\n`);
    describe.skip(`${name} (no broker: ${error.message})`, () => tests(noBrokers));
    return;
  }
  describe(`${name} on ${brokers.description}`, () => {
    tests(brokers);
    afterAll(() => brokers.stop());
  });
}

const noBrokers: Brokers = {
  description: "none",
  bootstrap: [],
  pids: [],
  secured: undefined,
  proxies: [],
  faults: undefined,
  stop: async () => {},
};
