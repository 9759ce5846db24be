import { test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { surviveKillsOf } from "./survive-kills.js";

await describeWithBrokers("three brokers", { brokers: 3, faults: true }, (brokers) => {
  test("each killed in turn: appends go on at the next leaders, and nothing acknowledged is lost", async () => {
    await surviveKillsOf([0, 1, 2], brokers);
  }, 240_000);
});
