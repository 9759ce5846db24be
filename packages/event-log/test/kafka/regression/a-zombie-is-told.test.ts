import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { readUntil } from "../../event-log.suite.js";
import { numbered, optionsOn, sleep, withLog } from "./log-on.js";

interface Told {
  readonly kind: "assigned" | "records" | "committed" | "refused";
  readonly assignment: number;
  readonly partitions?: readonly number[];
  readonly name?: string;
}

/** A reader in a process of its own, which can be stopped. */
class ReaderProcess {
  readonly told: Told[] = [];
  readonly #child: ChildProcess;

  constructor(options: object) {
    const program = fileURLToPath(new URL("reader-process.js", import.meta.url));
    this.#child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      this.told.push(JSON.parse(line)),
    );
  }

  async until(holds: (told: readonly Told[]) => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!holds(this.told)) {
      if (Date.now() > deadline) throw new Error(`told only ${JSON.stringify(this.told)}`);
      await sleep(50);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  commit(): void {
    this.#child.stdin?.write("commit\n");
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}

await describeWithBrokers("a zombie", { brokers: 1 }, (brokers) => {
  test("stopped beyond its session loses its partitions, and learns so before it can commit", async () => {
    const options = optionsOn(brokers, { sessionTimeoutMs: 2_000 });
    await withLog(options, async (log) => {
      const writer = await log.writer("events");
      await writer.append(numbered(0, 100));
      const zombie = new ReaderProcess(options);
      try {
        await zombie.until((told) => told.some(({ kind }) => kind === "records"));
        zombie.signal("SIGSTOP");
        // Another takes over everything once the session is over.
        const heir = await log.reader("events", "g");
        expect(await readUntil(heir, ({ length }) => length === 100)).toHaveLength(100);
        const { assignment } = zombie.told[0] as Told;
        zombie.signal("SIGCONT");
        zombie.commit();
        await Promise.all([
          zombie.until((told) => told.some(({ kind }) => kind === "refused")),
          zombie.until((told) => told.some((next) => next.kind === "assigned" && next.assignment > assignment)),
          (async () => {
            for (let polls = 0; polls < 30; polls += 1) await heir.poll({ maxWaitMs: 100 });
          })(),
        ]);
        expect(zombie.told.filter(({ kind }) => kind === "committed")).toEqual([]);
        expect(zombie.told.find(({ kind }) => kind === "refused")?.name).toBe("StaleAssignmentError");
      } finally {
        await zombie.end();
      }
    });
  }, 90_000);
});
