export const agentNames = ["claude-code", "codex", "gemini-cli", "opencode", "qwen-code", "copilot-cli", "pi"] as const;
export type AgentName = (typeof agentNames)[number];

/** One answer of a model, as one place in a session file records it. Copies of it have the same key. */
export interface Answer {
  readonly agent: AgentName;
  /** The same for every copy of the answer, and different for every other answer of the agent (within its lineage). */
  readonly key: string;
  /** Thread whose line of descent the key is unique in, where an agent numbers answers by thread. */
  readonly lineage?: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** As the agent recorded it. */
  readonly model: string;
  /** Who served the model; "unknown" where the files do not say. */
  readonly provider: string;
  /** Cached and cache-written tokens included. */
  readonly tokensIn: number;
  /** Read from a cache; part of `tokensIn`. */
  readonly tokensCached: number;
  /** Hidden reasoning included. The largest count seen where `outputKnown` is false: no output count at all. */
  readonly tokensOut: number;
  readonly outputKnown: boolean;
  /** The stream was interrupted before its end. */
  readonly cut: boolean;
  readonly session: string;
  /** The folder the agent worked in; "" where the files do not say. */
  readonly project: string;
}

/**
 * What two records of one answer say together. The earlier one names time, session and folder: copies are made later.
 * Commutative and associative, so that the order in which files are read does not matter.
 */
export function merge(a: Answer, b: Answer): Answer {
  const [first, other] = a.atMs < b.atMs || (a.atMs === b.atMs && a.session <= b.session) ? [a, b] : [b, a];
  const numbers = other.tokensIn > first.tokensIn ? other : first;
  const outputKnown = a.outputKnown || b.outputKnown;
  return {
    ...first,
    project: first.project || other.project,
    provider: first.provider === "unknown" ? other.provider : first.provider,
    tokensIn: numbers.tokensIn,
    tokensCached: numbers.tokensCached,
    tokensOut: Math.max(a.tokensOut, b.tokensOut),
    outputKnown,
    cut: !outputKnown && a.cut && b.cut,
  };
}
