/** Where a command prints. */
export interface CommandIo {
  out(text: string): void;
  err(text: string): void;
}

/** One word of the `ecomind` command. Each takes `--help` and `--json`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** @returns the exit status: 0 done, 1 failed, 2 called wrongly. */
  run(argv: readonly string[], io: CommandIo): Promise<number>;
}

/** A command was called wrongly: told with a hint at `--help`, and status 2. */
export class CommandUsageError extends Error {
  override readonly name = "CommandUsageError";
}
