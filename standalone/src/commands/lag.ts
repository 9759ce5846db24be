import { parseArgs } from "node:util";
import { streamGroup } from "@ecomind/contract";
import type { Command } from "../command.js";
import { kafkaConnectionHelp, kafkaConnectionOptions } from "../kafka-connection.js";
import { openLogOf } from "../log-connection.js";
import { type PartitionLag, partitionLags } from "../partition-lag.js";

const help = `Usage: ecomind lag [options]

How far the stream is behind the log, per partition: in records, and by the age of the oldest record that is not read.

  --data DIR      the embedded log of this data folder [./data, unless brokers are named]
${kafkaConnectionHelp}
  --group NAME    [${streamGroup}]
  --dead-letters  of the dead letters instead of the events
  --json          print the result as JSON`;

function table(lags: readonly PartitionLag[]): string {
  const rows = [
    ["partition", "committed", "end", "records behind", "seconds behind"],
    ...lags.map(({ partition, committed, end, lag_records, lag_seconds }) => [
      String(partition),
      committed === null ? "-" : String(committed),
      String(end),
      String(lag_records),
      lag_seconds.toFixed(1),
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] as number)).join("  ")).join("\n");
}

export const lagCommand: Command = {
  name: "lag",
  summary: "how far the stream is behind the log",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...kafkaConnectionOptions,
        data: { type: "string" },
        group: { type: "string", default: streamGroup },
        "dead-letters": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const log = await openLogOf(values);
    try {
      const inspector = await log.inspector(values["dead-letters"] ? "dead-letters" : "events");
      const lags = await partitionLags(inspector, values.group, Date.now());
      await inspector.close();
      const total = {
        lag_records: lags.reduce((sum, { lag_records }) => sum + lag_records, 0),
        lag_seconds: Math.max(0, ...lags.map(({ lag_seconds }) => lag_seconds)),
      };
      if (values.json) io.out(JSON.stringify({ epoch: log.epoch, group: values.group, ...total, partitions: lags }));
      else io.out(`${table(lags)}\n\n${total.lag_records} records, ${total.lag_seconds.toFixed(1)} s behind`);
      return 0;
    } finally {
      await log.close();
    }
  },
};
