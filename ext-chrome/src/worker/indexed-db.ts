/** Names of the stores of this extension's database. */
export type StoreName = "state" | "events" | "refused" | "sends" | "days";

const version = 1;

/** Opens the database and makes what is missing. @throws DOMException when the browser refuses */
export function openDatabase(name = "ecomind"): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => {
      const { result } = opening;
      result.createObjectStore("state");
      // In the order in which they were stored.
      result.createObjectStore("events", { autoIncrement: true }).createIndex("id", "id", { unique: true });
      result.createObjectStore("refused", { keyPath: "id" });
      result.createObjectStore("sends", { autoIncrement: true });
      result.createObjectStore("days", { keyPath: "key" });
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs reads and writes as one transaction, on disk when this resolves.
 * @throws DOMException when nothing was written
 */
export async function transact<T>(
  database: IDBDatabase,
  stores: readonly StoreName[],
  work: (store: (name: StoreName) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction([...stores], "readwrite", { durability: "strict" });
  const completed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("the transaction was given up", "AbortError"));
  });
  try {
    const value = await work((name) => transaction.objectStore(name));
    await completed;
    return value;
  } catch (error) {
    // A failed request has ended the transaction already; its promise is answered by the error itself.
    if (transaction.error === null) transaction.abort();
    await Promise.allSettled([completed]);
    throw error;
  }
}
