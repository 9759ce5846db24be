/** What became of one organisation's records in one partition's range. */
export interface OrgCounts {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly erased: number;
}

/** What a batch holds of one partition. */
export interface PartitionRange {
  readonly partition: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Key of the last record. */
  readonly lastKey: string;
  readonly oldestMs: number;
  readonly newestMs: number;
  readonly orgs: ReadonlyMap<string, OrgCounts>;
}

export type PartitionRanges = ReadonlyMap<number, PartitionRange>;

/** Counts that are to be added to those of an organisation in a partition. */
export interface AddedCounts {
  readonly partition: number;
  readonly orgId: string;
  readonly counts: Partial<OrgCounts>;
}

const none: OrgCounts = { read: 0, stored: 0, duplicates: 0, deadLetters: 0, erased: 0 };

const sum = (counts: OrgCounts, added: Partial<OrgCounts>): OrgCounts => ({
  read: counts.read + (added.read ?? 0),
  stored: counts.stored + (added.stored ?? 0),
  duplicates: counts.duplicates + (added.duplicates ?? 0),
  deadLetters: counts.deadLetters + (added.deadLetters ?? 0),
  erased: counts.erased + (added.erased ?? 0),
});

/** The ranges with counts added; those of partitions that are not among them are left out. */
export function withCounts(ranges: PartitionRanges, added: readonly AddedCounts[]): PartitionRanges {
  const orgs = new Map([...ranges].map(([partition, range]) => [partition, new Map(range.orgs)]));
  for (const { partition, orgId, counts } of added) {
    const own = orgs.get(partition);
    own?.set(orgId, sum(own.get(orgId) ?? none, counts));
  }
  return new Map(
    [...ranges].map(([partition, range]) => [partition, { ...range, orgs: orgs.get(partition) ?? range.orgs }]),
  );
}

/** The counts of all organisations together. */
export const totalOf = ({ orgs }: PartitionRange): OrgCounts => [...orgs.values()].reduce(sum, none);

/** Counts that are still being added to, while records are read one by one. */
export class OpenCounts {
  readonly #orgs = new Map<string, { -readonly [name in keyof OrgCounts]: number }>();

  add(orgId: string, name: keyof OrgCounts): void {
    let counts = this.#orgs.get(orgId);
    if (counts === undefined) {
      counts = { ...none };
      this.#orgs.set(orgId, counts);
    }
    counts[name] += 1;
  }

  close(): ReadonlyMap<string, OrgCounts> {
    return new Map([...this.#orgs].map(([orgId, counts]) => [orgId, { ...counts }]));
  }
}
