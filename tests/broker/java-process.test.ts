import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { JavaProcess } from "./java-process.js";
import { projectRoot } from "./project-root.js";

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a broker does not outlive the process that started it", async () => {
  const started = await JavaProcess.start(["-version"], "/dev/null");
  await started.kill();
  // A Java program that waits for ever on a debugger stands for the broker.
  const code = `
    import { JavaProcess } from ${JSON.stringify(`${projectRoot}/tests/broker/dist/java-process.js`)};
    const java = await JavaProcess.start(["-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0", "-version"], "/dev/null");
    console.log(java.pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(alive(pid)).toBe(true);
  parent.kill("SIGKILL");
  for (let wait = 0; wait < 100 && alive(pid); wait += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(alive(pid)).toBe(false);
});
