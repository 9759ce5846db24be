import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Command, CommandUsageError } from "../command.js";

const help = `Usage: ecomind metrics [PATTERN] [options]

What the services of a running system tell in /metrics, by series; docs/metrics.md says what each means. A service that
does not answer is named.

  PATTERN      a regular expression: series whose name and labels it fits [all that are EcoMind's own]
  --data DIR   folder of the running system [./data]
  --json       print the result as JSON`;

interface Target {
  readonly targets: readonly string[];
  readonly labels: { readonly job: string };
}

interface Answer {
  readonly job: string;
  readonly target: string;
  /** Lines of series; undefined: it did not answer. */
  readonly series: readonly string[] | undefined;
  readonly fault?: string;
}

const timeoutMs = 5_000;

async function ask(job: string, target: string, token: string, pattern: RegExp): Promise<Answer> {
  try {
    const response = await fetch(`http://${target}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) return { job, target, series: undefined, fault: `HTTP ${response.status}` };
    return { job, target, series: text.split("\n").filter((line) => /^[a-z]/.test(line) && pattern.test(line)) };
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return { job, target, series: undefined, fault: cause?.code ?? name };
  }
}

function patternOf(text: string | undefined): RegExp {
  if (text === undefined) return /^(?!process_|nodejs_)/;
  try {
    return new RegExp(text);
  } catch {
    throw new CommandUsageError("PATTERN: a regular expression");
  }
}

export const metricsCommand: Command = {
  name: "metrics",
  summary: "what the services of a running system tell in /metrics",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        data: { type: "string", default: "data" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    if (positionals.length > 1) throw new CommandUsageError("one PATTERN at most");
    const pattern = patternOf(positionals[0]);
    const read = (name: string) => {
      try {
        return readFileSync(join(values.data, name), "utf8");
      } catch {
        throw new CommandUsageError(`--data: there is no ${name} in that folder; npm start writes it`);
      }
    };
    const targets = JSON.parse(read("metrics-targets.json")) as readonly Target[];
    const token = process.env.METRICS_TOKEN ?? read("metrics-token").trim();
    const answers = await Promise.all(
      targets.flatMap(({ targets: addresses, labels: { job } }) =>
        addresses.map((target) => ask(job, target, token, pattern)),
      ),
    );
    if (values.json) io.out(JSON.stringify(answers));
    else
      for (const { job, target, series, fault } of answers)
        io.out([`# ${job} at ${target}${fault ? ` does not answer: ${fault}` : ""}`, ...(series ?? [])].join("\n"));
    return answers.every(({ series }) => series !== undefined) ? 0 : 1;
  },
};
