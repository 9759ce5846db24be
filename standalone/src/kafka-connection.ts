import { kafkaOptions } from "@ecomind/event-log/open";
import { CommandUsageError } from "./command.js";

/** Options of commands that talk to brokers; TLS, SASL and the prefix of names come from the environment alone. */
export const kafkaConnectionOptions = {
  brokers: { type: "string" },
  epoch: { type: "string" },
} as const;

export const kafkaConnectionHelp = `  --brokers LIST  HOST:PORT, several with commas [KAFKA_BROKERS]
  --epoch N       which events topic [KAFKA_EPOCH, else 1]
                  TLS, SASL and prefix: KAFKA_TLS, KAFKA_TLS_CA, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME,
                  KAFKA_SASL_PASSWORD, KAFKA_PREFIX, as for the services`;

/** @throws CommandUsageError when no broker is named; ConfigError */
export function kafkaConnection(
  values: { readonly brokers?: string | undefined; readonly epoch?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
) {
  const brokers = values.brokers ?? env.KAFKA_BROKERS;
  if (brokers === undefined || brokers === "")
    throw new CommandUsageError("--brokers or KAFKA_BROKERS: where is the log?");
  if (!/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/.test(brokers))
    throw new CommandUsageError("--brokers: HOST:PORT, several with commas");
  return kafkaOptions({
    ...env,
    KAFKA_BROKERS: brokers,
    ...(values.epoch === undefined ? {} : { KAFKA_EPOCH: values.epoch }),
  });
}
