import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { type Usage, unknownUsage } from "../usage.js";
import { ranks, type Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";
import type { AttributeName } from "./attribute-names.js";
import type { MetricPoint } from "./telemetry.js";
import { whose } from "./whose.js";

/** What the points of a metric of tokens say which tokens they count. */
type Part = "input" | "output" | "cached" | "written" | "thoughts" | "tools";

interface TokenMetric {
  readonly type: AttributeName;
  readonly parts: Readonly<Record<string, Part>>;
  /** The input leaves out what was read from a cache or written to one. */
  readonly exclusiveInput: boolean;
  readonly provider: string | undefined;
}

const metrics: Readonly<Record<string, TokenMetric>> = {
  "gen_ai.client.token.usage": {
    type: "gen_ai.token.type",
    parts: { input: "input", output: "output", completion: "output" },
    exclusiveInput: false,
    provider: undefined,
  },
  "claude_code.token.usage": {
    type: "type",
    parts: { input: "input", output: "output", cacheRead: "cached", cacheCreation: "written" },
    exclusiveInput: true,
    provider: "anthropic",
  },
  "gemini_cli.token.usage": {
    type: "type",
    parts: { input: "input", output: "output", cache: "cached", thought: "thoughts", tool: "tools" },
    exclusiveInput: false,
    provider: "google",
  },
};

export const countsTokens = (metric: string): boolean => Object.hasOwn(metrics, metric);

const agentServices = /^(gemini-cli|qwen-code|claude-code)$/;
const countedOperations = new Set([undefined, "chat", "generate_content", "text_completion", "embeddings"]);

/** Points of one stream but for which tokens they count: together they are one use. */
interface Gathered {
  readonly key: readonly string[];
  readonly metric: TokenMetric;
  readonly use: Omit<Use, "id" | "tsMs" | "usage" | "requests">;
  readonly service: string;
  readonly cumulative: boolean;
  readonly timeNano: string;
  startNano: string;
  readonly tokens: Partial<Record<Part, number>>;
  requests: number | undefined;
}

const earlier = (one: string, other: string): string => (BigInt(other) < BigInt(one) ? other : one);

/** A use that metrics tell of: the sum of calls of one interval, or since a process began. */
export interface PointUse extends Use {
  readonly service: string;
  /** Of a cumulative stream: nanoseconds of its time since it began; a later total replaces an earlier one. */
  readonly revision: number | undefined;
}

/**
 * Gathers the points of a request into uses. Each process reports its input and its output as points of their own; those of
 * one stream, time and temporality belong together.
 */
export class TokenPoints {
  readonly #gathered = new Map<string, Gathered>();

  /** @returns whether the point counts */
  add(point: MetricPoint): boolean {
    const metric = metrics[point.metric];
    const { attributes, resource, scopeName } = point;
    if (metric === undefined || !countedOperations.has(attributes.text("gen_ai.operation.name"))) return false;
    const part = metric.parts[attributes.text(metric.type) ?? ""];
    const value = Math.round(point.value);
    if (part === undefined || !Number.isSafeInteger(value) || value < 0) return false;
    const who = whose(attributes, resource);
    // These agents have a metric of their own, which says more.
    if (point.metric === "gen_ai.client.token.usage" && agentServices.test(who.service)) return false;
    const model =
      modelName(attributes.firstText(["gen_ai.response.model", "gen_ai.request.model", "model"]) ?? "") || unknownName;
    const provider = providerOf(
      attributes.firstText(["gen_ai.provider.name", "gen_ai.system"]) ?? metric.provider,
      attributes.text("server.address"),
      model,
    );
    const key = [
      point.metric,
      scopeName,
      who.service,
      resource.text("service.instance.id") ?? "",
      ...[
        attributes.text("session.id"),
        who.user,
        who.team,
        attributes.text("query_source"),
        attributes.text("server.address"),
        attributes.text("error.type"),
      ].map((text) => text ?? ""),
      attributes.text("gen_ai.operation.name") ?? "",
      attributes.text("gen_ai.request.model") ?? "",
      provider,
      model,
    ];
    const name = [...key, point.cumulative, point.timeNano].join("\n");
    const known = this.#gathered.get(name);
    const gathered: Gathered = known ?? {
      key,
      metric,
      use: { ...who, provider, model, responseId: undefined, rank: ranks.logEvent, source: "otlp" },
      service: who.service,
      cumulative: point.cumulative,
      timeNano: point.timeNano,
      startNano: point.startNano,
      tokens: {},
      requests: undefined,
    };
    if (known === undefined) this.#gathered.set(name, gathered);
    gathered.startNano = earlier(gathered.startNano, point.startNano);
    gathered.tokens[part] = (gathered.tokens[part] ?? 0) + value;
    if (point.count !== undefined) gathered.requests = Math.max(gathered.requests ?? 0, point.count);
    return true;
  }

  uses(): PointUse[] {
    return [...this.#gathered.values()].map(
      ({ key, metric, use, service, cumulative, timeNano, startNano, ...sums }) => {
        const at = cumulative || startNano !== "0" ? startNano : timeNano;
        return {
          ...use,
          service,
          id: uuidV5("metric", ...key, startNano, ...(cumulative ? [] : [timeNano])),
          tsMs: Number(at.slice(0, -6)),
          usage: usageOfTokens(sums.tokens, metric),
          requests: sums.requests,
          revision: cumulative ? Number((BigInt(timeNano) - BigInt(startNano)) / 1_000_000n) : undefined,
        };
      },
    );
  }
}

function usageOfTokens(tokens: Partial<Record<Part, number>>, { exclusiveInput }: TokenMetric): Usage {
  const { input, output, cached, written = 0, thoughts = 0, tools = 0 } = tokens;
  if (input === undefined && output === undefined) return unknownUsage;
  return {
    tokensIn: input === undefined ? undefined : input + tools + (exclusiveInput ? (cached ?? 0) + written : 0),
    tokensCached: input === undefined ? undefined : cached,
    tokensOut: output === undefined ? undefined : output + thoughts,
  };
}
