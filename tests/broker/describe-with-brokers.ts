import { afterAll, describe } from "vitest";
import type { Brokers } from "./brokers.js";
import { NoBrokerError, type StartBrokersOptions, startBrokers } from "./start-brokers.js";

/**
 * A `describe` whose tests have real brokers. Where none can be had, the tests are skipped and the reason is printed;
 * with `CI=true` that is a failure. Await it at the top of a test file.
 */
export async function describeWithBrokers(
  name: string,
  options: StartBrokersOptions,
  tests: (brokers: Brokers) => void,
): Promise<void> {
  let brokers: Brokers;
  try {
    brokers = await startBrokers(options);
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
  secured: undefined,
  proxies: [],
  faults: undefined,
  stop: async () => {},
};
