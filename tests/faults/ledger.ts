/** What clients know of one organisation's events. An event stands under its id and time, as its identity does. */
export interface OrgLedger {
  /** Everything that ever left a client, whatever came of it, with the tokens of each revision. */
  readonly sent: Map<string, Map<number, Sums>>;
  /** What the edge said is in, with the highest revision that it said so of. */
  readonly acknowledged: Map<string, number>;
  /** What reporters sent of each response, by its key and their rank, and the highest rank of which the edge said that it is in. */
  readonly responses: Map<string, { readonly sent: Map<number, Sums>; acknowledged: number }>;
  /** What the query service said is deleted. */
  readonly deleted: Set<string>;
}

/** What an event adds to sums. */
export interface Sums {
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

const sumNames = ["requests", "tokensIn", "tokensOut"] as const;

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
      ledger = { sent: new Map(), acknowledged: new Map(), responses: new Map(), deleted: new Set() };
      this.#orgs.set(org, ledger);
    }
    return ledger;
  }

  get orgs(): readonly string[] {
    return [...this.#orgs.keys()];
  }

  /** Of all organisations together. */
  get totals(): { readonly sent: number; readonly acknowledged: number; readonly deleted: number } {
    const each = [...this.#orgs.values()];
    return {
      sent: each.reduce((sum, { sent, responses }) => sum + sent.size + responses.size, 0),
      acknowledged: each.reduce((sum, one) => sum + one.acknowledged.size + acknowledgedOf(one).length, 0),
      deleted: each.reduce((sum, { deleted }) => sum + deleted.size, 0),
    };
  }
}

const acknowledgedOf = ({ responses }: OrgLedger) =>
  [...responses].filter(([, { acknowledged }]) => acknowledged > 0).map(([key]) => key);

/** What the store has of one organisation. */
export interface StoredOrg {
  /** Rows in force that belong to a reported response. */
  readonly responses: readonly ({ readonly key: string; readonly rank: number } & Sums)[];
  /** The other rows in force. */
  readonly stored: readonly ({ readonly name: string; readonly revision: number } & Sums)[];
  readonly dead: readonly string[];
  readonly rolledUp: Sums;
}

/**
 * Acknowledged ⊆ stored ∪ dead ∪ deleted, and stored ∪ dead ⊆ sent; nothing that was deleted is stored; in force is no lower revision
 * than was acknowledged; and what is stored and rolled up is what was sent with it. @returns a line for each fault
 */
export function compare(org: string, ledger: OrgLedger, store: StoredOrg): string[] {
  const { sent, acknowledged, deleted } = ledger;
  const faults: string[] = [];
  const there = new Set([...store.stored.map(({ name }) => name), ...store.dead]);
  const lost = [...acknowledged.keys()].filter((name) => !there.has(name) && !deleted.has(name));
  if (lost.length > 0) faults.push(`${org}: ${lost.length} acknowledged events are lost, such as ${lost[0]}`);
  const invented = [...there].filter((name) => !sent.has(name));
  if (invented.length > 0) faults.push(`${org}: ${invented.length} events were never sent, such as ${invented[0]}`);
  const back = store.stored.filter(({ name }) => deleted.has(name));
  if (back.length > 0) faults.push(`${org}: ${back.length} deleted events are stored, such as ${back[0]?.name}`);
  const sums = { requests: 0, tokensIn: 0, tokensOut: 0 };
  for (const row of store.stored) {
    const of = sent.get(row.name)?.get(row.revision);
    if (of === undefined || sumNames.some((name) => of[name] !== row[name]))
      faults.push(`${org}: revision ${row.revision} of ${row.name} is not what was sent`);
    if (row.revision < (acknowledged.get(row.name) ?? 0))
      faults.push(`${org}: revision ${row.revision} of ${row.name} is in force, a higher one was acknowledged`);
    for (const name of sumNames) sums[name] += of?.[name] ?? 0;
  }
  faults.push(...compareResponses(org, ledger, store, sums));
  for (const name of sumNames)
    if (sums[name] !== store.rolledUp[name])
      faults.push(`${org}: ${name} is ${store.rolledUp[name]} in the rollup, and ${sums[name]} was sent`);
  return faults;
}

/** Each acknowledged response is stored once, by no lower rank than was acknowledged. @param sums to which theirs are added */
function compareResponses(
  org: string,
  ledger: OrgLedger,
  store: StoredOrg,
  sums: { requests: number; tokensIn: number; tokensOut: number },
): string[] {
  const faults: string[] = [];
  const stored = new Set(store.responses.map(({ key }) => key));
  if (stored.size !== store.responses.length)
    faults.push(`${org}: ${store.responses.length - stored.size} responses are stored twice`);
  const lost = acknowledgedOf(ledger).filter((key) => !stored.has(key));
  if (lost.length > 0) faults.push(`${org}: ${lost.length} acknowledged responses are lost, such as ${lost[0]}`);
  for (const row of store.responses) {
    const known = ledger.responses.get(row.key);
    const of = known?.sent.get(row.rank);
    if (of === undefined || sumNames.some((name) => of[name] !== row[name]))
      faults.push(`${org}: rank ${row.rank} of response ${row.key} is not what was sent`);
    if (row.rank < (known?.acknowledged ?? 0))
      faults.push(`${org}: rank ${row.rank} of response ${row.key} is in force, a higher one was acknowledged`);
    for (const name of sumNames) sums[name] += of?.[name] ?? 0;
  }
  return faults;
}
