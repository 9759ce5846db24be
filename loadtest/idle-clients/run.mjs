// Pooled HTTP clients of four languages post events with idle gaps of 1 s to --gap s; every event must count once.
// Needs Python with requests, Go and a JDK for all four; a client whose language is missing is left out and named.
import { execFile, spawnSync } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { eventually, System } from "ecomind/testing";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "100" },
    seconds: { type: "string", default: "300" },
    gap: { type: "string", default: "70" },
  },
});
const run = promisify(execFile);
const clients = {
  undici: ["node", ["client.mjs"]],
  "Python requests": ["python3", ["client.py"]],
  "Go net/http": ["go", ["run", "client.go"]],
  "Java java.net.http": ["java", ["-Xss256k", "Client.java"]],
};
const isThere = (program) => spawnSync(program, [program === "go" ? "version" : "--version"]).status === 0;

const system = await System.create();
await system.start();
try {
  const { ECOMIND_URL, ECOMIND_API_KEY } = system.credentials;
  const args = [ECOMIND_URL, ECOMIND_API_KEY, values.workers, values.seconds, values.gap];
  const results = await Promise.all(
    Object.entries(clients).map(async ([name, [program, before]]) => {
      if (!isThere(program)) return { name, missing: program };
      const { stdout } = await run(program, [...before, ...args], { cwd: import.meta.dirname, maxBuffer: 2 ** 24 });
      return { name, ...JSON.parse(stdout) };
    }),
  );
  console.table(results);
  const sent = results.reduce((sum, { posts = 0 }) => sum + posts, 0);
  const lost = results.reduce((sum, { given_up = 0, refused = 0 }) => sum + given_up + refused, 0);
  const counted = await eventually(
    async () => (await system.sql("SELECT count(), uniqExact(id) FROM events")).split("\t").map(Number),
    ([rows]) => rows >= sent - lost,
    60_000,
  );
  console.log(`${sent} events sent, ${lost} given up or refused, ${counted[0]} stored, ${counted[1]} different`);
  process.exitCode = lost === 0 && counted[0] === sent && counted[1] === sent ? 0 : 1;
} finally {
  await system.dispose();
}
