import { test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { surviveKillsOf } from "./survive-kills.js";

await describeWithBrokers("three brokers", { brokers: 3, faults: true }, (brokers) => {
  test("one killed: appends go on at the next leaders, and nothing acknowledged is lost", async () => {
    await surviveKillsOf([1], brokers);
  }, 120_000);
});
