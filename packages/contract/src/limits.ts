/** The limits of the event contract. Sizes in bytes, ages in milliseconds, lengths in characters (code points). */
export const limits = {
  /** Of one use; an event that sums several has as many times that. */
  tokensMax: 10_000_000,
  /** Of one event, whatever it sums. */
  tokensMaxOfEvent: 1_000_000_000_000,
  requestsMax: 10_000_000,
  bytesMax: 100_000_000,
  /** Of one use, Wh. */
  energyWhMax: 1_000_000,
  /** Of one event, Wh. */
  energyWhMaxOfEvent: 1_000_000_000,
  revisionMax: 2_147_483_647,
  userIdLength: 128,
  teamLength: 64,
  providerLength: 64,
  modelLength: 128,
  regionLength: 64,
  sourceLength: 32,
  estimatorLength: 64,
  methodLength: 64,
  responseIdLength: 128,
  /** Words of what names a use: persons, providers, models, regions, methods. */
  nameWords: 6,
  labelWords: 8,
  labelCount: 8,
  labelKeyLength: 32,
  labelValueLength: 64,
  batchEvents: 1_000,
  bodyBytes: 1_048_576,
  futureSkewMs: 5 * 60_000,
  maxAgeMsDefault: 30 * 86_400_000,
} as const;
