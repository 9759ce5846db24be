import { limits } from "@ecomind/contract";
import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { type Usage, unknownUsage } from "../usage.js";
import { ranks, type Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";
import { slot, slots } from "./attribute-names.js";
import type { MetricPoint } from "./telemetry.js";
import { whose } from "./whose.js";

const operationNameSlot = slot("gen_ai.operation.name");
const serverAddressSlot = slot("server.address");
const serviceInstanceIdSlot = slot("service.instance.id");
const sessionIdSlot = slot("session.id");
const querySourceSlot = slot("query_source");
const errorTypeSlot = slot("error.type");
const requestModelSlot = slot("gen_ai.request.model");

/** What the points of a metric of tokens say which tokens they count. */
type Part = "input" | "output" | "cached" | "written" | "thoughts" | "tools";

interface TokenMetric {
  /** Slot of the attribute that says which tokens a point counts. */
  readonly type: number;
  readonly parts: Readonly<Record<string, Part>>;
  /** The input leaves out what was read from a cache or written to one. */
  readonly exclusiveInput: boolean;
  readonly provider: string | undefined;
}

const metrics: Readonly<Record<string, TokenMetric>> = {
  "gen_ai.client.token.usage": {
    type: slot("gen_ai.token.type"),
    parts: { input: "input", output: "output", completion: "output" },
    exclusiveInput: false,
    provider: undefined,
  },
  "claude_code.token.usage": {
    type: slot("type"),
    parts: { input: "input", output: "output", cacheRead: "cached", cacheCreation: "written" },
    exclusiveInput: true,
    provider: "anthropic",
  },
  "gemini_cli.token.usage": {
    type: slot("type"),
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
    if (metric === undefined || !countedOperations.has(attributes.text(operationNameSlot))) return false;
    const part = metric.parts[attributes.text(metric.type) ?? ""];
    const value = Math.round(point.value);
    if (part === undefined || !Number.isSafeInteger(value) || value < 0) return false;
    const who = whose(attributes, resource);
    // These agents have a metric of their own, which says more.
    if (point.metric === "gen_ai.client.token.usage" && agentServices.test(who.service)) return false;
    const model =
      modelName(attributes.firstText(slots("gen_ai.response.model", "gen_ai.request.model", "model")) ?? "") ||
      unknownName;
    const provider = providerOf(
      attributes.firstText(slots("gen_ai.provider.name", "gen_ai.system")) ?? metric.provider,
      attributes.text(serverAddressSlot),
      model,
    );
    const key = [
      point.metric,
      scopeName,
      who.service,
      resource.text(serviceInstanceIdSlot) ?? "",
      ...[
        attributes.text(sessionIdSlot),
        who.user,
        who.team,
        attributes.text(querySourceSlot),
        attributes.text(serverAddressSlot),
        attributes.text(errorTypeSlot),
      ].map((text) => text ?? ""),
      attributes.text(operationNameSlot) ?? "",
      attributes.text(requestModelSlot) ?? "",
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
    return [...this.#gathered.values()].flatMap((gathered) => {
      const { key, metric, use, service, cumulative, timeNano, startNano, tokens, requests } = gathered;
      const usage = usageOfTokens(tokens, metric);
      // Streams are reported before anything was counted, too.
      if ((usage.tokensIn ?? 0) + (usage.tokensOut ?? 0) === 0) return [];
      return {
        ...use,
        service,
        id: uuidV5("metric", ...key, startNano, ...(cumulative ? [] : [timeNano])),
        tsMs: Number((startNano === "0" ? timeNano : startNano).slice(0, -6)),
        usage,
        requests,
        revision: cumulative ? revisionOf(usage, requests) : undefined,
      };
    });
  }
}

/**
 * A total never shrinks: the larger one is the later, and one that did not grow is the same report again. Never 0, which events
 * without a revision have.
 */
const revisionOf = ({ tokensIn = 0, tokensOut = 0 }: Usage, requests = 0): number =>
  Math.max(1, Math.min(limits.revisionMax, tokensIn + tokensOut + requests));

function usageOfTokens(tokens: Partial<Record<Part, number>>, { exclusiveInput }: TokenMetric): Usage {
  const { input, output, cached, written = 0, thoughts = 0, tools = 0 } = tokens;
  if (input === undefined && output === undefined) return unknownUsage;
  return {
    tokensIn: input === undefined ? undefined : input + tools + (exclusiveInput ? (cached ?? 0) + written : 0),
    tokensCached: input === undefined ? undefined : cached,
    tokensOut: output === undefined ? undefined : output + thoughts,
  };
}
