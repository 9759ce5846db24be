import { basename, dirname, join } from "node:path";
import type { AgentReader, LineRules, Missing } from "./agent-reader.js";
import type { Answer } from "./answer.js";
import { countOf, type JsonObject, objectOf, textOf, timeOf } from "./fields.js";
import type { FileUsage } from "./session-file.js";

const marks = {
  // Long enough for the search to skip; a quotation mark inside a text is escaped and does not match.
  usage: Buffer.from('"input_tokens"'),
  ledger: Buffer.from('"cost-state"'),
  compaction: Buffer.from('"compact_boundary"'),
};
/** Lines of these two kinds have no text in them. */
const mostBytesWithoutText = 1 << 16;

/** Token counts of a session by model, as the program keeps them for its cost display. */
type Ledger = Record<string, { in: number; cached: number; out: number }>;

/**
 * The first version known to end the lines of a finished answer with its stop reason. Before it (1.0.115 to 2.1.183)
 * no line has one and the output count is the first of the stream; from it on, a line without one was interrupted.
 */
const writesStopReasons = [2, 1, 332];

function isInterruption(version: string): boolean {
  const numbers = version.split(".").map(Number);
  for (const [index, least] of writesStopReasons.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}

/** Bedrock and Vertex AI put their own letters into the ids of answers. */
function providerOf(id: string, model: string): string {
  if (id.startsWith("msg_bdrk_")) return "bedrock";
  if (id.startsWith("msg_vrtx_")) return "vertex-ai";
  return model.includes("claude") ? "anthropic" : "unknown";
}

function answerOf(line: JsonObject): Omit<Answer, "agent"> | undefined {
  const message = objectOf(line.message);
  const usage = objectOf(message?.usage);
  if (message === undefined || usage === undefined) return undefined;
  const model = textOf(message.model);
  // Lines that the program writes itself, such as notices of errors.
  if (model === "<synthetic>") return undefined;
  const cached = countOf(usage.cache_read_input_tokens);
  const outputKnown = textOf(message.stop_reason) !== "";
  const key = textOf(message.id);
  return {
    key,
    atMs: timeOf(line.timestamp),
    model,
    provider: providerOf(key, model),
    tokensIn: countOf(usage.input_tokens) + cached + countOf(usage.cache_creation_input_tokens),
    tokensCached: cached,
    tokensOut: countOf(usage.output_tokens),
    outputKnown,
    cut: !outputKnown && isInterruption(textOf(line.version)),
    session: textOf(line.sessionId),
    project: textOf(line.cwd),
  };
}

function ledgerOf(modelUsage: JsonObject): Ledger {
  return Object.fromEntries(
    Object.entries(modelUsage).map(([model, value]) => {
      const usage = objectOf(value) ?? {};
      const cached = countOf(usage.cacheReadInputTokens);
      const tokensIn = countOf(usage.inputTokens) + cached + countOf(usage.cacheCreationInputTokens);
      return [model, { in: tokensIn, cached, out: countOf(usage.outputTokens) }];
    }),
  );
}

const lines: LineRules = {
  kind: "lines",
  wanted: (line) =>
    line.includes(marks.usage) ||
    (line.length < mostBytesWithoutText && (line.includes(marks.ledger) || line.includes(marks.compaction))),
  read(line, file) {
    if (line.type === "assistant") {
      const answer = answerOf(line);
      if (answer !== undefined) file.add(answer);
    } else if (line.type === "cost-state") {
      const usage = objectOf(line.modelUsage);
      if (usage !== undefined) file.state.ledger = ledgerOf(usage);
    } else if (line.type === "system" && line.subtype === "compact_boundary") file.note("compaction");
  },
};

/** What a session's ledger holds beyond the answers in its files, sub-agents' included; zero where it holds less. */
function beyondAnswers(ledger: Ledger, answers: readonly Answer[]) {
  const rest = { tokens_in: 0, tokens_cached: 0, tokens_out: 0 };
  for (const [model, total] of Object.entries(ledger)) {
    const once = new Map(
      answers.filter((answer) => answer.model === model && !answer.cut).map((one) => [one.key, one]),
    );
    const left = { ...total };
    for (const { tokensIn, tokensCached, tokensOut } of once.values()) {
      left.in -= tokensIn;
      left.cached -= tokensCached;
      left.out -= tokensOut;
    }
    // After an interruption the ledger may lack what the lines have.
    if (left.in < 0 || left.cached < 0 || left.out < 0) continue;
    rest.tokens_in += left.in;
    rest.tokens_cached += left.cached;
    rest.tokens_out += left.out;
  }
  return rest;
}

function missing(files: ReadonlyMap<string, FileUsage>): Missing[] {
  const subagents = new Map<string, Answer[]>();
  for (const [path, { answers }] of files) {
    const [, session] = /^(.*?)[\\/]subagents[\\/]/.exec(path) ?? [];
    if (session === undefined) continue;
    const gathered = subagents.get(session) ?? [];
    gathered.push(...answers);
    subagents.set(session, gathered);
  }
  const told: Missing[] = [];
  const rests: ReturnType<typeof beyondAnswers>[] = [];
  let compactions = 0;
  for (const [path, { answers, notes, state }] of files) {
    const ledger = state.ledger as Ledger | undefined;
    if (ledger === undefined) {
      compactions += notes.compaction ?? 0;
      continue;
    }
    const folder = join(dirname(path), basename(path, ".jsonl"));
    const rest = beyondAnswers(ledger, [...answers, ...(subagents.get(folder) ?? [])]);
    if (rest.tokens_in + rest.tokens_out > 0) rests.push(rest);
  }
  const [largest] = rests.sort((a, b) => b.tokens_in + b.tokens_out - a.tokens_in - a.tokens_out);
  if (largest !== undefined)
    told.push({
      agent: "claude-code",
      kind: "unrecorded_calls",
      count: rests.length,
      largest,
      text: "sessions with calls that stand in no line, such as /compact",
    });
  if (compactions > 0)
    told.push({
      agent: "claude-code",
      kind: "compaction",
      count: compactions,
      text: "compactions, whose calls these versions do not record",
    });
  return told;
}

export const claudeCode: AgentReader = {
  agent: "claude-code",
  title: "Claude Code",
  neverRecorded: "titles and topics, and /compact; before 2.1.332 also the output of most answers",
  roots: ({ folder, env }) =>
    env.CLAUDE_CONFIG_DIR
      ? [join(env.CLAUDE_CONFIG_DIR, "projects")]
      : [join(folder, ".claude", "projects"), join(folder, ".config", "claude", "projects")],
  rulesOf: (path) => (path.endsWith(".jsonl") ? lines : undefined),
  missing,
};
