/** What clients know of one organisation's events. An event stands under its id and time, as its identity does. */
export interface OrgLedger {
  /** Everything that ever left a client, whatever came of it, with the tokens of each revision. */
  readonly sent: Map<string, Map<number, Tokens>>;
  /** What the edge said is in, with the highest revision that it said so of. */
  readonly acknowledged: Map<string, number>;
}

interface Tokens {
  readonly tokensIn: number;
  readonly tokensOut: number;
}

export interface Identity {
  readonly id: string;
  /** RFC 3339 with milliseconds, UTC. */
  readonly ts: string;
}

export const nameOf = ({ id, ts }: Identity): string => `${id} ${ts}`;

/** What clients know, by organisation. */
export class Ledger {
  readonly #orgs = new Map<string, OrgLedger>();

  of(org: string): OrgLedger {
    let ledger = this.#orgs.get(org);
    if (ledger === undefined) {
      ledger = { sent: new Map(), acknowledged: new Map() };
      this.#orgs.set(org, ledger);
    }
    return ledger;
  }

  get orgs(): readonly string[] {
    return [...this.#orgs.keys()];
  }

  /** Of all organisations together. */
  get totals(): { readonly sent: number; readonly acknowledged: number } {
    const each = [...this.#orgs.values()];
    return {
      sent: each.reduce((sum, { sent }) => sum + sent.size, 0),
      acknowledged: each.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
    };
  }
}

/** What the store has of one organisation. */
export interface StoredOrg {
  /** Rows in force. */
  readonly stored: readonly ({ readonly name: string; readonly revision: number } & Tokens)[];
  readonly dead: readonly string[];
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/**
 * Acknowledged ⊆ stored ∪ dead ⊆ sent; in force is no lower revision than was acknowledged; and the tokens stored and rolled up are
 * those that were sent with it. @returns a line for each fault
 */
export function compare(org: string, { sent, acknowledged }: OrgLedger, store: StoredOrg): string[] {
  const faults: string[] = [];
  const there = new Set([...store.stored.map(({ name }) => name), ...store.dead]);
  const lost = [...acknowledged.keys()].filter((name) => !there.has(name));
  if (lost.length > 0) faults.push(`${org}: ${lost.length} acknowledged events are lost, such as ${lost[0]}`);
  const invented = [...there].filter((name) => !sent.has(name));
  if (invented.length > 0) faults.push(`${org}: ${invented.length} events were never sent, such as ${invented[0]}`);
  let [tokensIn, tokensOut] = [0, 0];
  for (const row of store.stored) {
    const of = sent.get(row.name)?.get(row.revision);
    if (of === undefined || of.tokensIn !== row.tokensIn || of.tokensOut !== row.tokensOut)
      faults.push(`${org}: revision ${row.revision} of ${row.name} is not what was sent`);
    if (row.revision < (acknowledged.get(row.name) ?? 0))
      faults.push(`${org}: revision ${row.revision} of ${row.name} is in force, a higher one was acknowledged`);
    tokensIn += of?.tokensIn ?? 0;
    tokensOut += of?.tokensOut ?? 0;
  }
  if (tokensIn !== store.tokensIn || tokensOut !== store.tokensOut)
    faults.push(
      `${org}: ${store.tokensIn}/${store.tokensOut} tokens in the rollup, ${tokensIn}/${tokensOut} were sent`,
    );
  return faults;
}
