import type { LogDatabase } from "./database.js";

/**
 * Runs `work` as one write transaction. What it throws tells why a commit failed: lmdb itself says only that it did, and
 * keeps the reason in a promise that ends the process unless somebody looks at it.
 */
export async function transact<T>({ root }: Pick<LogDatabase, "root">, work: () => T): Promise<T> {
  try {
    return await root.transaction(work);
  } catch (error) {
    const reason = (error as { commitError?: Promise<unknown> } | null)?.commitError;
    if (reason === undefined) throw error;
    throw await reason.catch((cause: unknown) => cause);
  }
}
