import type { Command, CommandIo } from "./command.js";
import { CommandUsageError } from "./command.js";
import { commands } from "./commands/index.js";

const io: CommandIo = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
};

function help(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Usage: ecomind COMMAND [options]",
    "",
    ...lines,
    "",
    "ecomind COMMAND --help tells each one's options.",
  ].join("\n");
}

/** What `parseArgs` of Node throws for an option that does not exist or lacks its value. */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
}

/** Runs one command line. @returns the exit status */
export async function run(argv: readonly string[], to: CommandIo = io): Promise<number> {
  const [name = "--help", ...rest] = argv;
  if (name === "--help" || name === "help" || name === "-h") {
    to.out(help());
    return 0;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    to.err(`ecomind: there is no command ${JSON.stringify(name)}\n\n${help()}`);
    return 2;
  }
  const command: Command = await entry.load();
  try {
    return await command.run(rest, to);
  } catch (error) {
    if (error instanceof CommandUsageError || isParseArgsError(error)) {
      to.err(`ecomind ${name}: ${error.message}\necomind ${name} --help tells its options.`);
      return 2;
    }
    to.err(`ecomind ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** The process's main: exits with the command's status. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv);
}
