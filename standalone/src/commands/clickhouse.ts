import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { newApiKey } from "@ecomind/accounts";
import { loadConfig, settings } from "@ecomind/platform";
import { analystAccounts, analystPassword } from "../analyst.js";
import { askedToEnd } from "../asked-to-end.js";
import { Child, engineInherits } from "../child.js";
import { type Command, CommandUsageError } from "../command.js";
import { credentialsFile, ensureCredentials, readCredentials } from "../credentials.js";
import { takeDataFolder } from "../data-folder.js";
import { portFault } from "../ports.js";
import { rotateLog } from "../rotate-log.js";
import { secretFiles } from "../secret-files.js";
import { shellWord } from "../shell-word.js";
import { serviceModules } from "../system.js";
import { urlOf } from "../url-of.js";

const help = `Usage: ecomind clickhouse [options]

Runs the embedded ClickHouse engine alone, behind the server's own HTTP interface: a store for the services that are
started apart, or for a look at the data of a system that is not running. Ctrl-C ends it.

  --data DIR      where everything is kept, as of ecomind start [./data]
  --host ADDRESS  address to listen on [127.0.0.1]
  --port N        SQL over HTTP [8123]
  --no-password   for tests: the accounts ecomind and default without a password
  --json          print where it is as JSON

The account's password is that of the folder's credentials.env, which the first start makes, unless CLICKHOUSE_PASSWORD (or
CLICKHOUSE_PASSWORD_FILE) gives it. A query service that is started apart is given ANALYST_PASSWORD (or _FILE), for SQL of
analysts, and this command the same.`;

const secrets = { CLICKHOUSE_PASSWORD: settings.optionalSecret(), ANALYST_PASSWORD: settings.optionalSecret() };

export const clickhouseCommand: Command = {
  name: "clickhouse",
  summary: "run the embedded ClickHouse engine alone",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string", default: "data" },
        host: { type: "string", default: "127.0.0.1" },
        port: { type: "string", default: "8123" },
        "no-password": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535)
      throw new CommandUsageError("--port: a port from 1 to 65535");
    if (values["no-password"] && !["127.0.0.1", "::1", "localhost"].includes(values.host))
      throw new CommandUsageError("--no-password: only on this machine's own address, 127.0.0.1");
    const end = askedToEnd();
    const dataDir = resolve(values.data);
    const giveBack = takeDataFolder(dataDir);
    try {
      const fault = await portFault(values.host, port);
      if (fault !== undefined)
        throw new Error(`${values.host}:${port} cannot be listened on (${fault}): give another with --port`);
      const kept = readCredentials(dataDir);
      const given = loadConfig(secrets, process.env);
      const url = urlOf(values.host, port);
      const credentials = ensureCredentials(
        dataDir,
        {
          ECOMIND_URL: kept?.ECOMIND_URL ?? urlOf("127.0.0.1", 8080),
          ECOMIND_QUERY_URL: kept?.ECOMIND_QUERY_URL ?? urlOf("127.0.0.1", 8090),
          CLICKHOUSE_URL: url,
        },
        newApiKey,
        given.CLICKHOUSE_PASSWORD === undefined ? {} : { CLICKHOUSE_PASSWORD: given.CLICKHOUSE_PASSWORD },
      );
      const { CLICKHOUSE_USER, CLICKHOUSE_PASSWORD } = credentials;
      const logFile = join(dataDir, "logs", "clickhouse.log");
      rotateLog(logFile);
      const engine = new Child({
        name: "clickhouse",
        module: serviceModules.clickhouse,
        logFile,
        env: {
          CLICKHOUSE_DATA_DIR: join(dataDir, "clickhouse"),
          CLICKHOUSE_HOST: values.host,
          CLICKHOUSE_PORT: String(port),
          CLICKHOUSE_DATABASE: "ecomind",
          CLICKHOUSE_USER,
          NO_PASSWORD: String(values["no-password"]),
          ...secretFiles(dataDir, {
            CLICKHOUSE_PASSWORD: values["no-password"] ? "" : CLICKHOUSE_PASSWORD,
            CLICKHOUSE_USERS: JSON.stringify(
              analystAccounts(given.ANALYST_PASSWORD ?? analystPassword(CLICKHOUSE_PASSWORD)),
            ),
          }),
        },
        inherits: engineInherits,
        onExit: ({ code, signal }) => io.err(`ecomind-clickhouse ended (${signal ?? `status ${code}`}); started again`),
      });
      try {
        await Promise.race([engine.start(), end]);
        if (values.json)
          io.out(JSON.stringify({ url, user: CLICKHOUSE_USER, credentials: credentialsFile(dataDir), log: logFile }));
        else {
          const account = values["no-password"] ? CLICKHOUSE_USER : '"$CLICKHOUSE_USER:$CLICKHOUSE_PASSWORD"';
          io.out(`. ${shellWord(credentialsFile(dataDir))}; curl ${url} -u ${account} -d 'SELECT count() FROM events'`);
        }
        io.out("ready");
        await end;
      } finally {
        await engine.stop();
      }
      return 0;
    } finally {
      giveBack();
    }
  },
};
