import { parseArgs } from "node:util";
import { idKey } from "@ecomind/contract";
import { type Command, CommandUsageError } from "../command.js";
import { connectionHelp, connectionOptions, edgeConnection } from "../connection.js";
import { postEvents } from "../event-poster.js";
import { ProgressBar } from "../progress-bar.js";
import { syntheticCompany } from "../synthetic-company.js";

const help = `Usage: ecomind demo [options]

Posts the use of AI in an invented company (200 people, 30 days) through the edge. Every event carries the label
synthetic=true. Another run with the same key on the same day sends the same events, which count once.

${connectionHelp}
  --days N     days of history, 1 to 29 [29; the edge refuses what is older than 30 days]
  --seed TEXT  another company [ecomind]
  --json       print the result as JSON`;

export const demoCommand: Command = {
  name: "demo",
  summary: "post an invented company's use: 200 people, 30 days",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...connectionOptions,
        days: { type: "string", default: "29" },
        seed: { type: "string", default: "ecomind" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const days = Number(values.days);
    if (!Number.isInteger(days) || days < 1 || days > 29)
      throw new CommandUsageError("--days: a whole number from 1 to 29");
    const connection = edgeConnection(values);
    const events = [
      ...syntheticCompany({ seed: values.seed, idKey: idKey(connection.apiKey), days, nowMs: Date.now() }),
    ];
    const bar = new ProgressBar("demo", events.length);
    const { accepted, rejected } = await postEvents(events, {
      ...connection,
      onProgress: (posted) => bar.update(posted),
    });
    bar.end();
    if (values.json)
      io.out(JSON.stringify({ events: events.length, accepted, rejected: Object.fromEntries(rejected) }));
    else io.out(`${accepted.toLocaleString("en")} synthetic events accepted (${days + 1} days, 200 people)`);
    for (const [reason, count] of rejected) io.err(`rejected ${count}: ${reason}`);
    return accepted === events.length ? 0 : 1;
  },
};
