import type { RowPersons } from "./row-persons.js";

/** What one name of a group stands for. */
export interface Counted {
  readonly name: string;
  /** Number of its persons, or enough of them to know that they are enough. */
  readonly size: number;
  readonly persons: Iterable<number>;
}

/**
 * Those of too few persons, and the smallest others that it takes for them to be enough together.
 * @param withheld those that are told as one in any case
 */
export function pooled(
  all: readonly Counted[],
  minimum: number,
  withheld: ReadonlySet<string> = new Set<string>(),
): Set<string> {
  const isFree = ({ name }: Counted) => Number(!withheld.has(name));
  const inOrder = [...all].sort((a, b) => isFree(a) - isFree(b) || a.size - b.size || (a.name < b.name ? -1 : 1));
  const pool = new Set<string>();
  const together = new Set<number>();
  for (const { name, size, persons } of inOrder) {
    const isEnough = pool.size === 0 || together.size >= minimum;
    if (!withheld.has(name) && size >= minimum && isEnough) break;
    pool.add(name);
    for (const person of persons) together.add(person);
  }
  return pool;
}

/** Whether persons are so many, or none: nobody is told of then. */
export function areEnough(persons: Iterable<number>, minimum: number): boolean {
  const { size } = new Set(persons);
  return size === 0 || size >= minimum;
}

/** Which names of one interval are told as one. */
export interface PooledInterval {
  readonly groups: ReadonlySet<string>;
  /** Values of the second dimension, of every group: what one of them withheld, the sum of all less the rest would tell. */
  readonly others: ReadonlySet<string>;
  /** All rows of the interval together are about too few persons. */
  readonly isTooSmall: boolean;
}

/**
 * What of a table's rows is told as one: groups that are about too few persons in an interval, and values of the second
 * dimension that too few persons of one of its groups have.
 * @param rows of everybody; groups that the whole range tells as one have one name
 * @returns by begin of the interval
 */
export function pooledRows(rows: readonly RowPersons[], minimum: number): Map<number, PooledInterval> {
  // What the whole range withholds is withheld in each interval: their sum would tell it.
  const { others } = pooledTable(rows, minimum, new Set());
  const intervals = groupedBy(rows, (row) => row.start);
  return new Map([...intervals].map(([start, some]) => [start, pooledTable(some, minimum, others)]));
}

function pooledTable(rows: readonly RowPersons[], minimum: number, withheld: ReadonlySet<string>): PooledInterval {
  const groups = pooled(
    countedBy(rows, ({ group }) => group, minimum),
    minimum,
  );
  const told = groupedBy(rows, ({ group }) => (groups.has(group) ? undefined : group));
  // In the same order each time: which values join those of too few persons depends on it.
  const tables = [...told]
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))
    .map(([, of]) => countedBy(of, ({ other }) => other, minimum));
  const others = new Set(withheld);
  // What one group needs is withheld of all, of which another may need more.
  for (let before = -1; before < others.size; ) {
    before = others.size;
    for (const table of tables) for (const name of pooled(table, minimum, others)) others.add(name);
  }
  const everybody = rows.flatMap(({ persons }) => persons);
  return { groups, others, isTooSmall: !areEnough(everybody, minimum) };
}

/** Rows by name. Those of enough persons are of one size: how many of them a row tells is not the same each time. */
function countedBy(rows: readonly RowPersons[], nameOf: (row: RowPersons) => string, minimum: number): Counted[] {
  return [...groupedBy(rows, nameOf)].map(([name, some]) => {
    const persons = new Set(some.flatMap((row) => row.persons));
    return { name, size: Math.min(persons.size, minimum), persons };
  });
}

function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
