// Requests made from the OpenAPI document, by Schemathesis, against the whole system on one machine: none may be
// answered with a fault of the service, or with what the document does not tell. Run `npm run build` first.
import { spawn, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { newOwnerLink } from "@ecomind/accounts";
import { System } from "ecomind/testing";

const { values: options } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    workers: { type: "string", default: "1" },
    seed: { type: "string" },
    minutes: { type: "string", default: "60" },
    schemathesis: { type: "string", default: process.env.SCHEMATHESIS ?? "schemathesis" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(`npm run fuzz:query -- [options]
  --requests N          at least so many (20000)
  --workers N           at once (1: Python 3.11 breaks under several, in its own parser)
  --minutes N           give up after so long, which fails where the requests are not reached (60)
  --seed N              of the first round; absent: another one each time
  --schemathesis PATH   the command; also by SCHEMATHESIS (schemathesis)`);
  process.exit(0);
}
if (spawnSync(options.schemathesis, ["--version"]).status !== 0) {
  console.error(
    "This needs Schemathesis 4, which is not there. Python 3.10 or newer:\n" +
      "  python3 -m venv /tmp/schemathesis && /tmp/schemathesis/bin/pip install 'schemathesis>=4,<5'\n" +
      "  SCHEMATHESIS=/tmp/schemathesis/bin/schemathesis npm run fuzz:query",
  );
  process.exit(2);
}

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

/** The owner's session: a key would soon be found in the list of keys, and revoked, and all else be refused. */
async function sessionOf(system) {
  const { ECOMIND_QUERY_URL, ECOMIND_OWNER_TOKEN } = system.credentials;
  const { url } = await newOwnerLink(ECOMIND_OWNER_TOKEN, ECOMIND_QUERY_URL);
  const login = await fetch(url, { redirect: "manual" });
  return login.headers.get("set-cookie").split(";")[0];
}

/** One round. @returns its exit status */
const round = (system, session, seed) =>
  new Promise((resolve) => {
    const { ECOMIND_QUERY_URL } = system.credentials;
    const args = ["run", `${ECOMIND_QUERY_URL}/openapi.json`];
    args.push("-H", `cookie: ${session}`, "-H", "sec-fetch-site: same-origin");
    args.push("--checks", checks.join(","), "--phases", "examples,coverage,fuzzing", "--max-examples", "300");
    args.push("--max-time", String(Math.max(1, Math.round((endMs - Date.now()) / 1000))));
    args.push("--workers", options.workers, "--seed", String(seed), "--continue-on-failure", "--no-color");
    // A question may take its whole time in the store when the machine is busy; a deadline here would say nothing.
    // Credentials that it makes up would be most of what it sends, and each the same refusal; roles.test.ts has those.
    args.push("--generation-with-security-parameters", "false");
    args.push("--request-timeout", "60", "--suppress-health-check", "all", "--warnings", "off");
    // It keeps a cache of crashes where it runs.
    spawn(options.schemathesis, args, { cwd: system.dataDir, stdio: "inherit" }).once("exit", resolve);
  });

/** Answers that the service has counted, by status. */
async function answered(system) {
  const text = await (await fetch(`${system.credentials.ECOMIND_QUERY_URL}/metrics`)).text();
  const statuses = new Map();
  for (const [, status, many] of text.matchAll(/^query_requests_total\{.*status="(\d+)".*\} (\d+)$/gm))
    statuses.set(status, (statuses.get(status) ?? 0) + Number(many));
  return statuses;
}

const endMs = Date.now() + Number(options.minutes) * 60_000;
process.env.QUERY_RATE_PER_SECOND = "0";
const system = await System.create();
let failed = false;
try {
  await system.start();
  const demo = spawnSync(process.execPath, ["standalone/bin/ecomind.js", "demo", "--days", "20"], { env: system.env });
  if (demo.status !== 0) throw new Error(`no demo data: ${demo.stderr}`);
  const before = system.pids("ecomind-query").join();
  const session = await sessionOf(system);
  let seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
  const wanted = Number(options.requests);
  const total = async () => [...(await answered(system)).values()].reduce((sum, many) => sum + many, 0);
  for (let had = -1, has = 0; has < wanted && has > had && !failed && Date.now() < endMs; seed += 1) {
    had = has;
    failed = (await round(system, session, seed)) !== 0;
    has = await total();
  }
  const statuses = [...(await answered(system))].sort();
  console.log(`\nanswered: ${statuses.map(([status, many]) => `${many} with ${status}`).join(", ")}`);
  if ((await total()) < wanted) failed = true;
  if (statuses.some(([status]) => status.startsWith("5"))) failed = true;
  if (system.pids("ecomind-query").join() !== before) {
    console.log("the query service was started again meanwhile");
    failed = true;
  }
  console.log(
    `${await total()} requests: ${failed ? "FAILED" : "no fault of the service, no answer outside its schema"}`,
  );
} finally {
  await system.dispose();
}
process.exitCode = failed ? 1 : 0;
