/** Low, central and high value of one assumption. */
export type Range = readonly [low: number, central: number, high: number];

/** How a provider cuts an answer's text into frames, in bytes after decompression. */
export interface Framing {
  /** Whether each frame repeats the whole answer so far. */
  readonly cumulative: boolean;
  /** Bytes of an answer that are no text: session data, echoes of the prompt, closing events. */
  readonly interceptBytes: Range;
  /** Bytes of one frame without its text. */
  readonly frameBytes: Range;
  /** Bytes of one token's text, escapes included. */
  readonly textBytes: Range;
  readonly tokensPerFrame: Range;
}

export interface PromptRule {
  readonly method: "POST" | "PUT";
  /** Path template: `*` stands for part of one segment, `**` for any rest. */
  readonly path: string;
}

/** A request that carries on an answer which another request began. */
export interface ContinueRule {
  readonly path: string;
  /** `add`: its bytes come on top; `replay`: it repeats the answer from the beginning. */
  readonly bytes: "add" | "replay";
}

/** What is known of one provider's site. Data only; nothing in it is ever executed. */
export interface RulePack {
  readonly id: string;
  readonly name: string;
  /** Slug under which events are reported. */
  readonly provider: string;
  /** Hosts of the pages on which people type. */
  readonly pages: readonly string[];
  /** Hosts that the pages send prompts to. */
  readonly hosts: readonly string[];
  readonly prompts: readonly PromptRule[];
  readonly continues: readonly ContinueRule[];
  /** Paths that are known and never count. */
  readonly never: readonly string[];
  /** Paths of WebSockets that carry prompts, which no extension can count. */
  readonly sockets: readonly string[];
  /** Content types of an answer. */
  readonly answers: readonly string[];
  /** Name of a framing; null where prompts can't be counted. */
  readonly framing: string | null;
  /** Input tokens of one prompt, context included: a prior, since nothing of a request is read. */
  readonly tokensIn: Range;
}

export interface RulePacks {
  readonly format: 1;
  /** Increases with every release. */
  readonly version: number;
  readonly framings: Readonly<Record<string, Framing>>;
  readonly packs: readonly RulePack[];
}
