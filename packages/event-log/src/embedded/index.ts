import type { EventLog, LogFinding } from "../port.js";
import { closeDatabase, mapOf, openDatabase } from "./database.js";
import { DiskRoom } from "./disk-room.js";
import { GroupMember } from "./group.js";
import { EmbeddedInspector } from "./inspector.js";
import { EmbeddedReader } from "./reader.js";
import { Retention } from "./retention.js";
import { VisibleEnds } from "./visible-ends.js";
import { EmbeddedWriter } from "./writer.js";

export { LogLayoutError } from "./database.js";

export interface EmbeddedLogOptions {
  /** Made if need be; several processes of one machine may have it open. */
  readonly dir: string;
  /** Partitions of the events topic; the first to open the folder decides. @default 4 */
  readonly partitions?: number;
  /**
   * The number of a log that is made now, in the place of one that is lost.
   * @default 1 for a new log, that of an existing one
   */
  readonly epoch?: number;
  /** A reader that shows no life for this long loses its partitions, in milliseconds. @default 3000 */
  readonly sessionTimeoutMs?: number;
  /** Appends stop when the disk has less room than this, in bytes. @default 64 MiB */
  readonly leastFreeBytes?: number;
  /** How long committed records stay, in milliseconds; at least an hour. @default 7 days */
  readonly maxAgeMs?: number;
  /** Size of a partition above which committed records go earlier, in bytes. @default 4 GiB */
  readonly maxBytes?: number;
}

/** Opens the log of one machine: LMDB in a folder, shared by its processes. */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EventLog> {
  const { dir, partitions = 4, sessionTimeoutMs = 3_000, leastFreeBytes = 64 * 1024 ** 2 } = options;
  const database = await openDatabase(dir, partitions, options.epoch);
  const visible = await VisibleEnds.open(database, dir);
  const room = new DiskRoom(dir, leastFreeBytes);
  const retention = new Retention(database, {
    maxAgeMs: options.maxAgeMs ?? 7 * 86_400_000,
    maxBytes: options.maxBytes ?? 4 * 1024 ** 3,
  });
  const open = new Set<{ close(): Promise<void> }>();
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    open.add(part);
    return part;
  };
  return {
    epoch: database.meta.epoch,
    writer: async (topic) => keep(new EmbeddedWriter(database, visible, room, topic)),
    reader: async (topic, group) =>
      keep(
        await EmbeddedReader.open({
          database,
          visible,
          member: new GroupMember(database, topic, group, sessionTimeoutMs),
          topic,
          heartbeatMs: sessionTimeoutMs / 3,
          retention,
        }),
      ),
    room: () => ({ ...mapOf(database), diskFreeBytes: room.freeBytes, reserveBytes: leastFreeBytes }),
    inspector: async (topic) => new EmbeddedInspector(database, visible, topic),
    check: async (): Promise<readonly LogFinding[]> => {
      const findings: LogFinding[] = [];
      if (database.meta.partitions !== partitions && options.partitions !== undefined)
        findings.push({
          severity: "warning",
          message: `${dir} has ${database.meta.partitions} partitions and keeps them; ${partitions} were asked for`,
        });
      if (!room.hasRoom)
        findings.push({ severity: "warning", message: `the disk that holds ${dir} has no room for appends` });
      return findings;
    },
    close: async () => {
      await Promise.all([...open].map((part) => part.close()));
      visible.close();
      await closeDatabase(database);
    },
  };
}
