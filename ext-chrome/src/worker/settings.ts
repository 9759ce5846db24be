import { policyAfter } from "../policy/read-policy.js";
import { type Choices, firstChoices, type PolicyState } from "../policy/settings.js";
import { RuleBook } from "../rules/match.js";
import { readRulePacks } from "../rules/read-rule-packs.js";

/** Keys of `chrome.storage.local`; pages of the extension read and write the same. */
export interface Stored {
  readonly choices?: Choices;
  readonly policy?: PolicyState;
  readonly installId?: string;
  /** Rule packs of the organisation, verified when they were stored. */
  readonly rulePacks?: unknown;
  readonly rulesCheckedMs?: number;
}

/** What the worker knows of policy, choices and rules: read once when it starts, and kept current by the browser's events. */
export class Settings {
  policy: PolicyState = { state: "unknown" };
  choices: Choices = firstChoices;
  rules: RuleBook;
  installId = "";
  rulesCheckedMs = 0;
  readonly #startMs = Date.now();

  private constructor(rules: RuleBook) {
    this.rules = rules;
  }

  static async load(): Promise<Settings> {
    const shipped = await (await fetch(chrome.runtime.getURL("rule-packs.json"))).json();
    const settings = new Settings(new RuleBook(readRulePacks(shipped)));
    await settings.#load();
    return settings;
  }

  async #load(): Promise<void> {
    const stored = (await chrome.storage.local.get()) as Stored;
    this.policy = stored.policy ?? this.policy;
    this.installId = stored.installId ?? crypto.randomUUID();
    if (stored.installId === undefined) await chrome.storage.local.set({ installId: this.installId } satisfies Stored);
    this.take(stored);
  }

  /** Takes what was stored, by this worker or by a page of the extension. */
  take({ choices, rulePacks, rulesCheckedMs }: Stored): void {
    if (choices !== undefined) this.choices = { ...firstChoices, ...choices };
    if (rulesCheckedMs !== undefined) this.rulesCheckedMs = rulesCheckedMs;
    if (rulePacks === undefined) return;
    const packs = readRulePacks(rulePacks);
    // A newer extension may ship newer rules than the organisation's.
    if (packs.version > this.rules.version) this.rules = new RuleBook(packs);
  }

  /** Reads the policy; what was known stays until the browser has spoken. */
  async readPolicy(): Promise<void> {
    const managed = await chrome.storage.managed.get();
    this.policy = policyAfter(this.policy, managed, Date.now() - this.#startMs);
    await chrome.storage.local.set({ policy: this.policy } satisfies Stored);
  }
}
