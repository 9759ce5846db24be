import { hostileValues, type Kind } from "./hostile-values.js";

/** A way to call a function that the engine accepts. */
export interface FunctionCall {
  readonly name: string;
  /** Statement of which every value is about `n` long; one for each choice of hostile values. */
  readonly statements: (n: number) => readonly string[];
}

/** Runs a statement. @returns ClickHouse's code where it refuses; undefined where it does not */
export type Attempt = (statement: string) => Promise<number | undefined>;

const kinds: readonly Kind[] = ["text", "integers", "texts", "map", "number", "pairs", "nested", "bitmap"];
const wrongNumber = new Set([42, 35, 34]);
const smallest = 16;

/** Kinds of up to three arguments, of which the first that is no lambda, or another, may be long. */
function argumentKinds(arity: number): readonly (readonly Kind[])[] {
  if (arity === 1) return kinds.map((kind) => [kind]);
  const others: readonly Kind[] = arity === 2 ? kinds : ["text", "integers", "texts", "number"];
  const rest = argumentKinds(arity - 1).filter((given) => given.every((kind) => others.includes(kind)));
  const first: readonly Kind[] = arity === 2 ? kinds : others;
  return first.flatMap((kind) => rest.map((given) => [kind, ...given]));
}

/** Choices of one value each: all, or where they are too many each value with the same and with the next one of the others. */
function choices(values: readonly (readonly string[])[], most: number): readonly (readonly string[])[] {
  const all = values.reduce<readonly (readonly string[])[]>(
    (so, place) => so.flatMap((one) => place.map((value) => [...one, value])),
    [[]],
  );
  if (all.length <= most) return all;
  const longest = Math.max(...values.map(({ length }) => length));
  return [0, 1].flatMap((shift) =>
    Array.from({ length: longest }, (_, index) =>
      values.map((of, place) => of[(index + shift * place) % of.length] as string),
    ),
  );
}

/** A call of a function of values of these kinds. */
const callOf = (name: string, given: readonly Kind[], values: typeof hostileValues): FunctionCall => ({
  name,
  statements: (n) =>
    choices(
      given.map((kind) => values[kind](n)),
      10,
    ).map((values) => `SELECT ignore(${name}(${values.join(", ")}))`),
});

/** Calls of a function of values that the engine accepts. */
export async function callsOf(
  name: string,
  isHigherOrder: boolean,
  attempt: Attempt,
  values: typeof hostileValues = hostileValues,
): Promise<readonly FunctionCall[]> {
  const found: FunctionCall[] = [];
  for (const arity of [1, 2, 3]) {
    const candidates = isHigherOrder
      ? argumentKinds(Math.min(arity, 2)).map((given): readonly Kind[] => ["lambda", ...given])
      : argumentKinds(arity);
    let isPossible = false;
    for (const given of candidates) {
      const call = callOf(name, given, values);
      const [first = ""] = call.statements(smallest);
      const code = await attempt(first);
      if (code !== undefined && wrongNumber.has(code)) {
        if (isPossible) continue;
        break;
      }
      isPossible = true;
      if (code === undefined && given.some((kind) => kind !== "number" && kind !== "lambda")) found.push(call);
    }
  }
  return found;
}

/** Columns that an aggregate function may take, of `n` rows. */
const columns: readonly (readonly string[])[] = [
  ["number"],
  ["toString(number)"],
  ["toFloat64(cityHash64(number)) / 1e10"],
  ["toUInt32(number)", "number % 2"],
  ["number", "toUInt32(n - number)"],
  ["toString(number)", "number % 7"],
  ["toDateTime(toUInt32(number))", "number % 2 = 0"],
  ["toDateTime(toUInt32(number))", "number % 2 = 0", "number % 3 = 0"],
  ["toUInt32(number)", "toUInt32(number + 5)", "number"],
  ["[number, number + 1]"],
  ["[number]", "[number]"],
  ["map(number, number)"],
];
const parameters: readonly ((n: number) => string)[] = [
  () => "",
  () => "(10)",
  (n) => `(${n / 2})`,
  (n) => `(0, ${n})`,
  () => "(0.5)",
  () => "('(?1).*(?2)')",
  () => "(',')",
  () => "(10, 20)",
];

/** Calls of an aggregate function that the engine accepts: over `n` rows, and as one array. */
export async function aggregateCallsOf(name: string, attempt: Attempt): Promise<readonly FunctionCall[]> {
  const found: FunctionCall[] = [];
  for (const parameter of parameters)
    for (const given of columns) {
      const statement = (n: number) =>
        `WITH ${n} AS n SELECT ignore(${name}${parameter(n)}(${given.join(", ")})) FROM numbers(${n})`;
      if ((await attempt(statement(smallest))) === undefined) found.push({ name, statements: (n) => [statement(n)] });
    }
  return found;
}
