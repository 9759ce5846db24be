import { readFileSync } from "node:fs";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import { limits } from "../../../src/store/select.js";
import type { Attempt } from "./function-calls.js";
import type { Timed } from "./function-times.js";

/** An engine that runs statements for their time. No judge, limited like an analyst's but for what bounds values. */
export async function startTimedEngine() {
  const engine = await startTestClickHouse();
  const search = new URLSearchParams({
    wait_end_of_query: "1",
    max_execution_time: "20",
    max_memory_usage: limits.max_memory_usage,
    max_threads: "1",
  });
  const ask = async (statement: string): Promise<number | undefined> => {
    const response = await fetch(`${engine.url}/?${search}`, { method: "POST", body: statement });
    await response.text();
    const code = response.headers.get("x-clickhouse-exception-code");
    return code === null ? undefined : Number(code);
  };
  /** What the engine has computed so far, in milliseconds: whatever else the machine does counts nothing. */
  const cpuMs = (): number => {
    const stat = readFileSync(`/proc/${engine.process.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  };
  const attempt: Attempt = ask;
  const timed: Timed = async (statement) => {
    const before = cpuMs();
    const code = await ask(statement);
    // Out of time: as slow as it gets.
    return code === undefined || code === 159 ? cpuMs() - before : undefined;
  };
  return { url: engine.url, attempt, timed, stop: () => engine.stop() };
}
