import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { eventsTopic, idKey } from "@ecomind/contract";
import type { EventLog } from "@ecomind/event-log";
import { Effect, Layer } from "effect";
import type { StreamConfig } from "./config.js";
import { DeadLetters } from "./DeadLetters.js";
import { Fences } from "./Fences.js";
import { FormerIds } from "./FormerIds.js";
import { Positions } from "./Positions.js";
import { Publisher } from "./Publisher.js";
import { Store } from "./Store.js";

/**
 * Composes the stream over a log that is open.
 * @param idSecret under which the edges derive ids
 */
export const appLayer = (config: StreamConfig, log: EventLog, idSecret: string) =>
  Layer.unwrap(
    Effect.promise(async () => {
      const [inspector, writer] = await Promise.all([log.inspector("events"), log.writer("dead-letters")]);
      const { epoch } = log;
      const token = randomBytes(4).toString("hex");
      const owner = `${hostname()}/${process.pid}/${token}`;
      const store = Store.layer({
        url: config.CLICKHOUSE_URL,
        username: config.CLICKHOUSE_USER,
        password: config.CLICKHOUSE_PASSWORD,
        database: config.CLICKHOUSE_DATABASE,
      });
      const parts = Layer.mergeAll(
        Fences.layer({ epoch, owner }),
        Positions.layer({ epoch, inspector }),
        FormerIds.layer({ key: idKey(idSecret) }),
        Publisher.layer({ epoch, owner, stage: `stage_${process.pid}_${token}` }).pipe(
          Layer.provide(DeadLetters.layer({ epoch, topic: eventsTopic(epoch), writer })),
        ),
      );
      return parts.pipe(Layer.provide(store));
    }),
  );
