import { LRUCache } from "lru-cache";

export interface CachedAnswersOptions {
  /** How long an answer holds, in milliseconds. */
  readonly keptMs: number;
  /** Answers that are kept; the least recently used go first. @default 10_000 */
  readonly most?: number;
  /**
   * Called when asking fails and an earlier answer is known: that one then holds for as long again.
   * @default the failure is everybody's who waits
   */
  readonly keptInstead?: ((error: unknown) => void) | undefined;
}

interface Box<Answer> {
  readonly answer: Answer;
}

/**
 * Answers of the store by key. Whoever needs one that is being asked for waits for the same answer, which is nobody's
 * own: a client that hangs up ends it for no other.
 */
export class CachedAnswers<Answer> {
  readonly #cache: LRUCache<string, Box<Answer>, () => Promise<Answer>>;

  constructor({ keptMs, most = 10_000, keptInstead }: CachedAnswersOptions) {
    this.#cache = new LRUCache({
      max: most,
      // Of 0 it would be for good.
      ttl: Math.max(1, keptMs),
      // What is waited for is waited for, however many others come in meanwhile.
      ignoreFetchAbort: true,
      fetchMethod: async (_, before, { context: ask }) => {
        try {
          return { answer: await ask() };
        } catch (error) {
          if (before === undefined || keptInstead === undefined) throw error;
          keptInstead(error);
          return before;
        }
      },
    });
  }

  /** @param ask asks the store, where no answer is kept @throws what `ask` throws */
  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const { answer } = (await this.#cache.fetch(key, { context: ask })) as Box<Answer>;
    return answer;
  }

  /** The next one asks the store. */
  forget(): void {
    this.#cache.clear();
  }
}
