import { join } from "node:path";
import { newApiKey, newOwnerLink, type OwnerLink } from "@ecomind/accounts";
import { keptSecret } from "@ecomind/platform";
import { askedToEnd } from "../asked-to-end.js";
import { canaryKey, setUpCanary } from "../canary-key.js";
import type { Command, CommandIo } from "../command.js";
import { type Credentials, credentialsFile, ensureCredentials } from "../credentials.js";
import { takeDataFolder } from "../data-folder.js";
import { portFault } from "../ports.js";
import { restartOnChange } from "../restart-on-change.js";
import { ScrapeConfig } from "../scrape-config.js";
import { shellWord } from "../shell-word.js";
import { parseStartOptions, type StartOptions, startHelp } from "../start-options.js";
import { machineLoad } from "../start-progress.js";
import { storeOfEnvironment } from "../store-connection.js";
import { setUpStore } from "../store-setup.js";
import { childrenOf, scrapeTokenFile, secretFilesOf } from "../system.js";
import { urlOf } from "../url-of.js";

/** Where everything is, and what to paste first: lines that stand alone, and show no secret but the owner's link. */
function welcome(credentials: Credentials, dataDir: string, ownStore: boolean, link: OwnerLink): string {
  const { ECOMIND_URL, ECOMIND_QUERY_URL, CLICKHOUSE_URL } = credentials;
  const file = credentialsFile(dataDir);
  const kept = (value: string) => `$(. ${shellWord(file)} && echo "${value}")`;
  const event = `{"user_id":"me","provider":"openai","model":"gpt-4o","tokens_in":1000,"tokens_out":400,"ts":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'"}`;
  const sql = ownStore ? CLICKHOUSE_URL : `${CLICKHOUSE_URL.replace(/\/$/, "")}/?database=ecomind`;
  return `
Dashboards    ${link.url}
              the link signs you in once, within an hour; another: npx ecomind link
API, its docs ${ECOMIND_QUERY_URL}/docs
Credentials   ${file}
Logs          ${join(dataDir, "logs")}

A first event:
curl ${ECOMIND_URL}/v1/ingest -H "x-api-key: ${kept("$ECOMIND_API_KEY")}" -H 'content-type: application/json' -d '${event}'

First SQL:
curl ${shellWord(sql)} -u "${kept("$CLICKHOUSE_USER:$CLICKHOUSE_PASSWORD")}" -d 'SELECT count() FROM events'

A month of use by an invented company:
npx ecomind demo
`;
}

/** The same for programs; secrets stay in their file. */
function ready({ ECOMIND_URL, ECOMIND_QUERY_URL, ECOMIND_ORG, CLICKHOUSE_URL }: Credentials, dataDir: string): string {
  return JSON.stringify({
    ready: true,
    url: ECOMIND_URL,
    query_url: ECOMIND_QUERY_URL,
    clickhouse_url: CLICKHOUSE_URL,
    org: ECOMIND_ORG,
    credentials: credentialsFile(dataDir),
    logs: join(dataDir, "logs"),
  });
}

async function checkPorts(options: StartOptions, io: CommandIo): Promise<boolean> {
  const wanted: [string, number][] = [
    ["ingest-port", options.ingestPort],
    ["query-port", options.queryPort],
    ...(options.clickhouse ? [] : [["clickhouse-port", options.clickhousePort] as [string, number]]),
  ];
  const own: [string, number | undefined][] = [
    ["stream-metrics-port", options.streamMetricsPort],
    ["jobs-metrics-port", options.jobsMetricsPort],
  ];
  const places = [
    ...wanted.map(([name, port]) => ({ name, port, host: options.host })),
    ...own.flatMap(([name, port]) => (port === undefined ? [] : [{ name, port, host: "127.0.0.1" }])),
  ];
  let free = true;
  for (const { name, port, host } of places) {
    const fault = await portFault(host, port);
    if (fault === undefined) continue;
    free = false;
    io.err(`${host}:${port} cannot be listened on (${fault}): give another with --${name}`);
  }
  return free;
}

export const startCommand: Command = {
  name: "start",
  summary: "run the whole system on this machine",
  async run(argv, io) {
    const options = parseStartOptions(argv);
    if (options.help) {
      io.out(startHelp);
      return 0;
    }
    const tell = (text: string) => (options.json ? io.err(text) : io.out(text));
    const store = options.clickhouse
      ? storeOfEnvironment({ ...process.env, CLICKHOUSE_URL: options.clickhouse })
      : undefined;
    const end = askedToEnd();
    const giveBack = takeDataFolder(options.dataDir);
    if (!(await checkPorts(options, io))) {
      giveBack();
      return 1;
    }
    const credentials = ensureCredentials(
      options.dataDir,
      {
        ECOMIND_URL: urlOf(options.host, options.ingestPort),
        ECOMIND_QUERY_URL: urlOf(options.host, options.queryPort),
        CLICKHOUSE_URL: options.clickhouse ?? urlOf(options.host, options.clickhousePort),
      },
      newApiKey,
      store && { CLICKHOUSE_USER: store.username, CLICKHOUSE_PASSWORD: store.password },
    );
    for (const file of secretFilesOf(options.dataDir)) keptSecret(file);
    let ending = false;
    const scrape = new ScrapeConfig(options.dataDir, options.host, scrapeTokenFile(options.dataDir));
    const children = childrenOf(options, credentials, {
      waits: (name, seconds) => tell(`waiting for ecomind-${name} to start: ${seconds} s so far; ${machineLoad()}`),
      listens: (name, port) => scrape.add(name, port),
      exited: (name, how, restartInMs) => {
        if (!ending)
          io.err(`ecomind-${name} ended (${how}); started again${restartInMs ? ` in ${restartInMs} ms` : ""}`);
      },
    });
    const { clickhouse, ingest, stream, query, jobs, canary } = children;
    const bringUp = async () => {
      if (options.clickhouse === undefined) await clickhouse.start();
      await setUpStore(credentials, options.clickhouse === undefined);
      if (options.canary) await setUpCanary(credentials, canaryKey(options.dataDir));
      await Promise.all([ingest.start(), stream.start(), query.start(), jobs.start()]);
      if (options.canary) await canary.start();
    };
    let status = 0;
    let stopWatching = () => {};
    try {
      const cause = await Promise.race([bringUp(), end]);
      if (cause === undefined) {
        if (options.watch) stopWatching = restartOnChange(children);
        if (options.json) io.out(ready(credentials, options.dataDir));
        else {
          const link = await newOwnerLink(credentials.ECOMIND_OWNER_TOKEN, credentials.ECOMIND_QUERY_URL);
          io.out(welcome(credentials, options.dataDir, store === undefined, link));
          io.out("ready");
        }
        await end;
      }
      tell("draining …");
    } catch (error) {
      status = 1;
      io.err(error instanceof Error ? error.message : String(error));
    }
    ending = true;
    stopWatching();
    await canary.stop();
    await ingest.stop();
    await Promise.all([stream.stop(), query.stop(), jobs.stop()]);
    await clickhouse.stop();
    giveBack();
    if (status === 0) tell("stopped");
    return status;
  },
};
