import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger } from "pino";

/** Paths that never reach a log: credentials, and what a client sent. */
const redacted = [
  "authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "apiKey",
  "*.authorization",
  "*.cookie",
  "*.password",
  "*.secret",
  "*.token",
  "*.apiKey",
  'headers["x-api-key"]',
  '*.headers["x-api-key"]',
];

export interface LoggerOptions {
  readonly service: string;
  /** @default "info" */
  readonly level?: string;
  /** Where the JSON lines go. @default standard output */
  readonly destination?: DestinationStream;
}

/** A JSON logger, one line an event, with ISO times and secrets left out. */
export function createLogger({ service, level = "info", destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: "[redacted]" },
  };
  return destination ? pino(options, destination) : pino(options);
}
