import { result, transact } from "./indexed-db.js";

/** What can't be counted: sessions whose prompts travel in a WebSocket, and streams that no rule speaks of. */
export type NoticeKind = "not_covered" | "stale";

/** How often each was seen, by kind and pack. */
export type Notices = Readonly<Record<string, { readonly count: number; readonly lastMs: number }>>;

export async function notice(database: IDBDatabase, kind: NoticeKind, pack: string, nowMs: number): Promise<void> {
  await transact(database, ["state"], async (store) => {
    const before = ((await result(store("state").get("notices"))) as Notices | undefined) ?? {};
    const key = `${kind} ${pack}`;
    store("state").put({ ...before, [key]: { count: (before[key]?.count ?? 0) + 1, lastMs: nowMs } }, "notices");
  });
}
