import type { Enriched } from "./enrich.js";
import type { Identity } from "./identity.js";
import {
  DictionaryColumn,
  MapColumn,
  type NativeColumn,
  NumberColumn,
  nativeBlock,
  WordsColumn,
} from "./native-columns.js";

const bases = { reported: 1, estimated: 2, unknown: 3 } as const;
const sides = { unknown: 0, reported: 1, estimated: 2, from_bytes: 3 } as const;
const boundaries = { "": 0, it: 1, facility: 2 } as const;
const tiers = { "": 0, standard: 1, batch: 2, flex: 3, priority: 4, fast: 5 } as const;

/** ClickHouse's name of an enumeration. */
const enumType = (values: Readonly<Record<string, number>>): string =>
  `Enum8(${Object.entries(values)
    .map(([name, value]) => `'${name}' = ${value}`)
    .join(", ")})`;

/** A column that few rows have anything in; left out of a block where none has, the store's stage has its zeros. */
class SeldomColumn<T extends NativeColumn> {
  readonly column: T;
  isUsed = false;

  constructor(column: T) {
    this.column = column;
  }

  /** The column, for a row that has something in it. */
  use(): T {
    this.isUsed = true;
    return this.column;
  }
}

/** Rows of `events` on their way, by columns. */
export class StagedRows {
  readonly #orgId: DictionaryColumn;
  readonly #ts: WordsColumn;
  readonly #id: WordsColumn;
  readonly #receivedAt: Uint32Array;
  readonly #userId: DictionaryColumn;
  readonly #team: DictionaryColumn;
  readonly #provider: DictionaryColumn;
  readonly #model: DictionaryColumn;
  readonly #region: DictionaryColumn;
  readonly #modelReported: DictionaryColumn;
  readonly #regionReported: DictionaryColumn;
  readonly #source: DictionaryColumn;
  readonly #tokensBasis: Uint8Array;
  readonly #tokensInBasis: Uint8Array;
  readonly #tokensOutBasis: Uint8Array;
  readonly #tokensIn: WordsColumn;
  readonly #tokensCached: WordsColumn;
  readonly #tokensOut: WordsColumn;
  readonly #tokensOutRamp: WordsColumn;
  readonly #tokensInBelow: SeldomColumn<WordsColumn>;
  readonly #tokensInAbove: SeldomColumn<WordsColumn>;
  readonly #tokensOutBelow: SeldomColumn<WordsColumn>;
  readonly #tokensOutAbove: SeldomColumn<WordsColumn>;
  readonly #requests: Uint32Array;
  readonly #withoutTokens: SeldomColumn<NumberColumn>;
  readonly #energyUwh: SeldomColumn<WordsColumn>;
  readonly #energyBoundary: SeldomColumn<NumberColumn>;
  readonly #energyMethod: SeldomColumn<DictionaryColumn>;
  readonly #serviceTier: SeldomColumn<NumberColumn>;
  readonly #revision: SeldomColumn<NumberColumn>;
  readonly #responseKey: SeldomColumn<WordsColumn>;
  readonly #reporterRank: SeldomColumn<NumberColumn>;
  readonly #bytesIn: Uint32Array;
  readonly #bytesOut: Uint32Array;
  readonly #estimator: DictionaryColumn;
  readonly #labels = new MapColumn("labels");
  readonly #epoch: Uint32Array;
  readonly #partition: Uint16Array;
  readonly #offset: WordsColumn;
  readonly #columns: NativeColumn[] = [];
  readonly #seldom: SeldomColumn<NativeColumn>[] = [];
  #size = 0;

  /** @param most rows, at most */
  constructor(most: number) {
    const keep = <T extends NativeColumn>(column: T): T => {
      this.#columns.push(column);
      return column;
    };
    const text = (name: string) => keep(new DictionaryColumn(name, most));
    const uint32 = (name: string, type = "UInt32") => {
      const values = new Uint32Array(most);
      keep(new NumberColumn(name, type, values));
      return values;
    };
    this.#orgId = text("org_id");
    this.#ts = keep(new WordsColumn("ts", "DateTime64(3, 'UTC')", 2, most));
    this.#id = keep(new WordsColumn("id", "UUID", 4, most));
    this.#receivedAt = uint32("received_at", "DateTime('UTC')");
    this.#userId = text("user_id");
    this.#team = text("team");
    this.#provider = text("provider");
    this.#model = text("model");
    this.#region = text("region");
    this.#modelReported = text("model_reported");
    this.#regionReported = text("region_reported");
    this.#source = text("source");
    this.#tokensBasis = new Uint8Array(most);
    keep(new NumberColumn("tokens_basis", enumType(bases), this.#tokensBasis));
    const side = (name: string) => {
      const values = new Uint8Array(most);
      keep(new NumberColumn(name, enumType(sides), values));
      return values;
    };
    this.#tokensInBasis = side("tokens_in_basis");
    this.#tokensOutBasis = side("tokens_out_basis");
    const int64 = (name: string, type = "Int64") => new WordsColumn(name, type, 2, most);
    this.#tokensIn = keep(int64("tokens_in"));
    this.#tokensCached = keep(int64("tokens_cached"));
    this.#tokensOut = keep(int64("tokens_out"));
    this.#tokensOutRamp = keep(int64("tokens_out_ramp"));
    this.#requests = uint32("requests", "Int32");
    const seldom = <T extends NativeColumn>(column: T): SeldomColumn<T> => {
      const wrapped = new SeldomColumn(column);
      this.#seldom.push(wrapped);
      return wrapped;
    };
    const byte = (name: string, type: string) => new NumberColumn(name, type, new Uint8Array(most));
    this.#tokensInBelow = seldom(int64("tokens_in_below"));
    this.#tokensInAbove = seldom(int64("tokens_in_above"));
    this.#tokensOutBelow = seldom(int64("tokens_out_below"));
    this.#tokensOutAbove = seldom(int64("tokens_out_above"));
    this.#withoutTokens = seldom(new NumberColumn("requests_without_tokens", "Int32", new Uint32Array(most)));
    this.#energyUwh = seldom(int64("energy_uwh"));
    this.#energyBoundary = seldom(byte("energy_boundary", enumType(boundaries)));
    this.#energyMethod = seldom(new DictionaryColumn("energy_method", most));
    this.#serviceTier = seldom(byte("service_tier", enumType(tiers)));
    this.#revision = seldom(new NumberColumn("revision", "UInt32", new Uint32Array(most)));
    this.#responseKey = seldom(int64("response_key", "UInt64"));
    this.#reporterRank = seldom(byte("reporter_rank", "UInt8"));
    this.#bytesIn = uint32("bytes_in");
    this.#bytesOut = uint32("bytes_out");
    this.#estimator = text("estimator");
    keep(this.#labels);
    this.#epoch = uint32("epoch");
    this.#partition = new Uint16Array(most);
    keep(new NumberColumn("partition", "UInt16", this.#partition));
    this.#offset = keep(new WordsColumn("offset", "UInt64", 2, most));
  }

  get #sent(): readonly NativeColumn[] {
    return [...this.#columns, ...this.#seldom.filter(({ isUsed }) => isUsed).map(({ column }) => column)];
  }

  /** Names of the columns, in the order in which they are sent. */
  get columns(): readonly string[] {
    return this.#sent.map(({ name }) => name);
  }

  /** @returns the row's position */
  add(event: Enriched, epoch: number, partition: number, offset: number): number {
    const row = this.#size;
    this.#size += 1;
    this.#orgId.set(row, event.orgId);
    this.#ts.setInteger(row, event.tsMs);
    this.#id.setUuid(row, event.id);
    this.#receivedAt[row] = event.receivedMs / 1_000;
    this.#userId.set(row, event.userId);
    this.#team.set(row, event.team);
    this.#provider.set(row, event.provider);
    this.#model.set(row, event.model);
    this.#region.set(row, event.region);
    this.#modelReported.set(row, event.modelReported);
    this.#regionReported.set(row, event.regionReported);
    this.#source.set(row, event.source);
    this.#tokensBasis[row] = bases[event.tokensBasis];
    this.#tokensInBasis[row] = sides[event.tokensInBasis];
    this.#tokensOutBasis[row] = sides[event.tokensOutBasis];
    this.#tokensIn.setInteger(row, event.tokensIn);
    this.#tokensCached.setInteger(row, event.tokensCached);
    this.#tokensOut.setInteger(row, event.tokensOut);
    this.#tokensOutRamp.setInteger(row, event.tokensOutRamp);
    this.#requests[row] = event.requests;
    this.#addSeldom(row, event);
    this.#bytesIn[row] = event.bytesIn;
    this.#bytesOut[row] = event.bytesOut;
    this.#estimator.set(row, event.estimator);
    if (event.labels !== undefined) this.#labels.set(row, event.labels);
    this.#epoch[row] = epoch;
    this.#partition[row] = partition;
    this.#offset.setInteger(row, offset);
    return row;
  }

  /** What few events have. */
  #addSeldom(row: number, event: Enriched): void {
    if (event.tokensInBelow > 0) this.#tokensInBelow.use().setInteger(row, event.tokensInBelow);
    if (event.tokensInAbove > 0) this.#tokensInAbove.use().setInteger(row, event.tokensInAbove);
    if (event.tokensOutBelow > 0) this.#tokensOutBelow.use().setInteger(row, event.tokensOutBelow);
    if (event.tokensOutAbove > 0) this.#tokensOutAbove.use().setInteger(row, event.tokensOutAbove);
    if (event.tokensBasis === "unknown") this.#withoutTokens.use().values[row] = event.requests;
    if (event.energyBoundary !== "") {
      this.#energyUwh.use().setInteger(row, event.energyUwh);
      this.#energyBoundary.use().values[row] = boundaries[event.energyBoundary];
    }
    // Of a dictionary every row says which text it has.
    if (event.energyMethod !== "") this.#energyMethod.isUsed = true;
    this.#energyMethod.column.set(row, event.energyMethod);
    if (event.serviceTier !== "") this.#serviceTier.use().values[row] = tiers[event.serviceTier];
    if (event.revision > 0) this.#revision.use().values[row] = event.revision;
    if (event.responseKey !== "") this.#responseKey.use().setHex(row, event.responseKey);
    if (event.reporterRank > 0) this.#reporterRank.use().values[row] = event.reporterRank;
  }

  /** Gives a row the identity under which its event is stored. */
  identify(row: number, { tsMs, id }: Pick<Identity, "tsMs" | "id">): void {
    this.#ts.setInteger(row, tsMs);
    this.#id.setUuid(row, id);
  }

  /** A block of some rows. @param rows positions */
  encode(rows: readonly number[]): Uint8Array {
    return nativeBlock(this.#sent, Uint32Array.from(rows));
  }
}

/** A response that is looked up, and a stretch of ten minutes in which it may be stored. */
export interface SoughtResponse {
  readonly orgId: string;
  readonly responseKey: string;
  /** Where the stretch begins, seconds since 1970. */
  readonly stretch: number;
}

/** A block of the columns `org_id`, `response_key` and `stretch`. */
export function responseBlock(sought: readonly SoughtResponse[]): Uint8Array {
  const orgId = new DictionaryColumn("org_id", sought.length);
  const responseKey = new WordsColumn("response_key", "UInt64", 2, sought.length);
  const stretch = new NumberColumn("stretch", "DateTime('UTC')", new Uint32Array(sought.length));
  for (const [row, one] of sought.entries()) {
    orgId.set(row, one.orgId);
    responseKey.setHex(row, one.responseKey);
    stretch.values[row] = one.stretch;
  }
  return nativeBlock([orgId, responseKey, stretch], Uint32Array.from(sought.keys()));
}

/** Identities alone, as a block of the columns `org_id`, `ts` and `id`. */
export function identityBlock(identities: readonly Identity[]): Uint8Array {
  const orgId = new DictionaryColumn("org_id", identities.length);
  const ts = new WordsColumn("ts", "DateTime64(3, 'UTC')", 2, identities.length);
  const id = new WordsColumn("id", "UUID", 4, identities.length);
  for (const [row, identity] of identities.entries()) {
    orgId.set(row, identity.orgId);
    ts.setInteger(row, identity.tsMs);
    id.setUuid(row, identity.id);
  }
  return nativeBlock([orgId, ts, id], Uint32Array.from(identities.keys()));
}
