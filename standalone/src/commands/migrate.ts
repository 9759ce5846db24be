import { parseArgs } from "node:util";
import {
  createStoreClient,
  type MigrationStatus,
  migrateDown,
  migrateUp,
  migrateVerify,
  migrationStatus,
} from "@ecomind/clickhouse";
import { type Command, type CommandIo, CommandUsageError } from "../command.js";
import { ensureDatabase, storeConnection, storeConnectionHelp, storeConnectionOptions } from "../store-connection.js";

const help = `Usage: ecomind migrate up|down|status|verify [options]

up      makes the database, applies the steps that are missing, in order, and renews views; harmless to repeat
down    takes back the newest steps, with all data in them: --steps says how many
status  tells each step and whether it is applied
verify  tells where the store and this build differ; status 1 when they do

${storeConnectionHelp}
  --steps N       of down; there is no default
  --cluster NAME  every statement runs ON CLUSTER, on Replicated engines [CLICKHOUSE_CLUSTER]
  --json          print the result as JSON`;

const actions = ["up", "down", "status", "verify"] as const;
type Action = (typeof actions)[number];

function stepsOf(text: string | undefined, action: Action): number {
  if (action !== "down") {
    if (text !== undefined) throw new CommandUsageError("--steps: of down only");
    return 0;
  }
  if (text === undefined || !/^[1-9]\d{0,3}$/.test(text))
    throw new CommandUsageError("--steps: how many to take back, a whole number from 1");
  return Number(text);
}

function printStatus(steps: readonly MigrationStatus[], io: CommandIo): void {
  for (const { version, name, state, changed } of steps)
    io.out(`${String(version).padStart(4, "0")}_${name}: ${state}${changed ? ", its text has changed since" : ""}`);
}

export const migrateCommand: Command = {
  name: "migrate",
  summary: "bring the store to this build's schema, take steps back, or compare",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...storeConnectionOptions,
        steps: { type: "string" },
        cluster: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [word, ...rest] = positionals;
    const action = actions.find((candidate) => candidate === word);
    if (action === undefined || rest.length > 0) throw new CommandUsageError("up, down, status or verify?");
    const steps = stepsOf(values.steps, action);
    const cluster = values.cluster ?? process.env.CLICKHOUSE_CLUSTER ?? "";
    if (!/^[\w.-]{0,64}$/.test(cluster)) throw new CommandUsageError("--cluster: letters, digits, _, - and .");
    const account = storeConnection(values);
    if (action === "up") await ensureDatabase(account, cluster || undefined);
    const client = createStoreClient({ ...account, application: "ecomind-migrate", requestTimeoutMs: 300_000 });
    const done: string[] = [];
    const options = {
      ...(cluster === "" ? {} : { cluster }),
      onStep: (direction: "up" | "down", { version, name }: { version: number; name: string }) => {
        const step = `${String(version).padStart(4, "0")}_${name}`;
        done.push(step);
        if (!values.json) io.out(`${direction} ${step}`);
      },
    };
    try {
      if (action === "status") {
        const found = await migrationStatus(client, options);
        if (values.json) io.out(JSON.stringify({ migrations: found }));
        else printStatus(found, io);
        return 0;
      }
      if (action === "verify") {
        const differences = await migrateVerify(client, options);
        if (values.json) io.out(JSON.stringify({ differences }));
        else
          for (const line of differences.length > 0 ? differences : ["the store is as this build needs it"])
            io.out(line);
        return differences.length > 0 ? 1 : 0;
      }
      const count = action === "up" ? await migrateUp(client, options) : await migrateDown(client, steps, options);
      if (values.json) io.out(JSON.stringify({ [action === "up" ? "applied" : "reverted"]: done }));
      else io.out(`${count} ${count === 1 ? "step" : "steps"} ${action === "up" ? "applied" : "taken back"}`);
      return 0;
    } finally {
      await client.close();
    }
  },
};
