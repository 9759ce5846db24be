/** The limits of the event contract. Sizes in bytes, ages in milliseconds. */
export const limits = {
  tokensMax: 10_000_000,
  bytesMax: 100_000_000,
  userIdLength: 128,
  teamLength: 64,
  providerLength: 64,
  modelLength: 128,
  regionLength: 64,
  sourceLength: 32,
  estimatorLength: 64,
  labelCount: 8,
  labelKeyLength: 32,
  labelValueLength: 64,
  batchEvents: 1_000,
  bodyBytes: 1_048_576,
  futureSkewMs: 5 * 60_000,
  maxAgeMsDefault: 30 * 86_400_000,
} as const;
