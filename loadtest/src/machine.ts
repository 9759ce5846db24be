import { cpus, release, totalmem } from "node:os";

/** What a figure is worth nothing without: the machine, Node and the command line. */
export function machine(command: string): string {
  const [first] = cpus();
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `machine  ${cpus().length} x ${first?.model.trim() ?? "unknown"}, ${gib} GiB, Linux ${release()}, Node ${process.version}`,
    `command  ${command}`,
    `date     ${new Date().toISOString().slice(0, 10)}`,
    "",
  ].join("\n");
}
