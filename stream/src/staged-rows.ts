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

const bases = { reported: 1, estimated: 2 } as const;

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
  readonly #tokensIn: Uint32Array;
  readonly #tokensCached: Uint32Array;
  readonly #tokensOut: Uint32Array;
  readonly #tokensOutRamp: Uint32Array;
  readonly #bytesIn: Uint32Array;
  readonly #bytesOut: Uint32Array;
  readonly #estimator: DictionaryColumn;
  readonly #labels = new MapColumn("labels");
  readonly #epoch: Uint32Array;
  readonly #partition: Uint16Array;
  readonly #offset: WordsColumn;
  readonly #columns: NativeColumn[] = [];
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
    keep(new NumberColumn("tokens_basis", "Enum8('reported' = 1, 'estimated' = 2)", this.#tokensBasis));
    this.#tokensIn = uint32("tokens_in");
    this.#tokensCached = uint32("tokens_cached");
    this.#tokensOut = uint32("tokens_out");
    this.#tokensOutRamp = uint32("tokens_out_ramp");
    this.#bytesIn = uint32("bytes_in");
    this.#bytesOut = uint32("bytes_out");
    this.#estimator = text("estimator");
    keep(this.#labels);
    this.#epoch = uint32("epoch");
    this.#partition = new Uint16Array(most);
    keep(new NumberColumn("partition", "UInt16", this.#partition));
    this.#offset = keep(new WordsColumn("offset", "UInt64", 2, most));
  }

  /** Names of the columns, in the order in which they are sent. */
  get columns(): readonly string[] {
    return this.#columns.map(({ name }) => name);
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
    this.#tokensIn[row] = event.tokensIn;
    this.#tokensCached[row] = event.tokensCached;
    this.#tokensOut[row] = event.tokensOut;
    this.#tokensOutRamp[row] = event.tokensOutRamp;
    this.#bytesIn[row] = event.bytesIn;
    this.#bytesOut[row] = event.bytesOut;
    this.#estimator.set(row, event.estimator);
    if (event.labels !== undefined) this.#labels.set(row, event.labels);
    this.#epoch[row] = epoch;
    this.#partition[row] = partition;
    this.#offset.setInteger(row, offset);
    return row;
  }

  /** Gives a row the id under which its event is stored. */
  identify(row: number, id: string): void {
    this.#id.setUuid(row, id);
  }

  /** A block of some rows. @param rows positions */
  encode(rows: readonly number[]): Uint8Array {
    return nativeBlock(this.#columns, Uint32Array.from(rows));
  }
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
