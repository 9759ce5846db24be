import { createHash } from "node:crypto";

/** Keys for one purpose, which derive from the session secrets: the first signs, all are taken. */
export class SessionKeys {
  readonly newest: Uint8Array;
  readonly #all: readonly Uint8Array[];

  /** @param secrets at least one, of 32 characters or more @throws RangeError */
  constructor(purpose: string, secrets: readonly string[]) {
    if (secrets.length === 0 || secrets.some((secret) => secret.length < 32))
      throw new RangeError("sessionSecrets: at least one, of 32 characters or more");
    this.#all = secrets.map((secret) => createHash("sha256").update(`ecomind ${purpose}\n${secret}`).digest());
    this.newest = this.#all[0] as Uint8Array;
  }

  /** The first answer that a key gives; undefined: none of them fits. */
  async first<T>(read: (key: Uint8Array) => Promise<T | undefined>): Promise<T | undefined> {
    for (const key of this.#all) {
      const answer = await read(key);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }
}
