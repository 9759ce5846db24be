import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { idKey } from "@ecomind/contract";
import { type Command, CommandUsageError } from "../command.js";
import { connectionHelp, connectionOptions, edgeConnection } from "../connection.js";
import { postEvents } from "../event-poster.js";
import { ProgressBar } from "../progress-bar.js";
import { parseTrace, traceEvents } from "../trace.js";

const help = `Usage: ecomind replay-trace FILE [options]

Posts a recorded trace (TIMESTAMP,ContextTokens,GeneratedTokens) through the edge, its times moved by whole days to
yesterday. The ids derive from the rows and the key: a second run with it on the same day sends the same events, which count once.

${connectionHelp}
  --provider P provider of the recorded requests [openai]
  --model M    their model [gpt-4o]
  --json       print the result as JSON`;

export const replayTraceCommand: Command = {
  name: "replay-trace",
  summary: "post a recorded trace through the edge",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...connectionOptions,
        provider: { type: "string", default: "openai" },
        model: { type: "string", default: "gpt-4o" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new CommandUsageError("name one trace file");
    const rows = parseTrace(readFileSync(file, "utf8"));
    const name = basename(file)
      .replace(/\.csv$/, "")
      .slice(0, 64);
    const bar = new ProgressBar(name, rows.length);
    const connection = edgeConnection(values);
    const events = traceEvents(rows, {
      name,
      idKey: idKey(connection.apiKey),
      provider: values.provider,
      model: values.model,
      nowMs: Date.now(),
    });
    const { accepted, rejected } = await postEvents(events, {
      ...connection,
      onProgress: (posted) => bar.update(posted),
    });
    bar.end();
    const result = {
      rows: rows.length,
      accepted,
      rejected: Object.fromEntries(rejected),
      tokens_in: rows.reduce((sum, { tokensIn }) => sum + tokensIn, 0),
      tokens_out: rows.reduce((sum, { tokensOut }) => sum + tokensOut, 0),
    };
    if (values.json) io.out(JSON.stringify(result));
    else
      io.out(
        `${accepted.toLocaleString("en")} of ${rows.length.toLocaleString("en")} events accepted: ${result.tokens_in.toLocaleString("en")} tokens in, ${result.tokens_out.toLocaleString("en")} out`,
      );
    for (const [reason, count] of rejected) io.err(`rejected ${count}: ${reason}`);
    return accepted === rows.length ? 0 : 1;
  },
};
