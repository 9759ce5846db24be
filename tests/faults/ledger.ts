/** What clients know of one organisation's events. An event stands under its id and time, as its identity does. */
export interface OrgLedger {
  /** Everything that ever left a client, whatever came of it, with its tokens. */
  readonly sent: Map<string, { readonly tokensIn: number; readonly tokensOut: number }>;
  /** What the edge said is in. */
  readonly acknowledged: Set<string>;
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
      ledger = { sent: new Map(), acknowledged: new Set() };
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
  readonly stored: readonly string[];
  readonly dead: readonly string[];
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** Acknowledged ⊆ stored ∪ dead ⊆ sent, and the tokens stored are those sent. @returns a line for each fault */
export function compare(org: string, { sent, acknowledged }: OrgLedger, store: StoredOrg): string[] {
  const faults: string[] = [];
  const there = new Set([...store.stored, ...store.dead]);
  const lost = [...acknowledged].filter((name) => !there.has(name));
  if (lost.length > 0) faults.push(`${org}: ${lost.length} acknowledged events are lost, such as ${lost[0]}`);
  const invented = [...there].filter((name) => !sent.has(name));
  if (invented.length > 0) faults.push(`${org}: ${invented.length} events were never sent, such as ${invented[0]}`);
  let [tokensIn, tokensOut] = [0, 0];
  for (const name of store.stored) {
    tokensIn += sent.get(name)?.tokensIn ?? 0;
    tokensOut += sent.get(name)?.tokensOut ?? 0;
  }
  if (tokensIn !== store.tokensIn || tokensOut !== store.tokensOut)
    faults.push(
      `${org}: ${store.tokensIn}/${store.tokensOut} tokens in the rollup, ${tokensIn}/${tokensOut} were sent`,
    );
  return faults;
}
