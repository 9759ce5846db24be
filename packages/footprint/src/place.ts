import { BoundedCache } from "./bounded-cache.js";
import type { FactorSet } from "./factor-set.js";
import { canonicalRegion, hasAreas } from "./regions.js";

/** What is known of where an event was computed. */
export interface ReportedPlace {
  /** Canonical. */
  readonly provider: string;
  /** As it was reported: names of models on clouds say where they run. */
  readonly model: string;
  readonly region?: string | undefined;
  /** `aws`, `gcp` or `azure`. */
  readonly cloud?: string | undefined;
}

/** Bedrock's inference profiles: us.anthropic.claude…, also within an ARN or behind a gateway's prefix. */
const profile = /(?:^|[/:])(us-gov|us|eu|apac|jp|au|ca|global)\.[a-z]/;
/** LiteLLM's: azure/eu/gpt-4o, azure/global-standard/gpt-4o. */
const azureZone = /(?:^|\/)azure(?:_ai|-ai)?\/(us-gov|us|eu|global)(?:-standard|-batch)?\//;
/** Of a provider that is known to be Azure: eu/gpt-4o. */
const bareZone = /^(us-gov|us|eu|global)(?:-standard|-batch)?\/[^/]+$/;
/** bedrock/eu-central-1/anthropic.claude… and the ARN of a model in a region. */
const bedrockRegion = /(?:^|\/)bedrock(?:_\w+)?\/([a-z]{2}(?:-[a-z]+)+-\d)\//;
const modelArn =
  /^arn:aws[\w-]*:bedrock:([a-z0-9-]+):[^:]*:(?:foundation-model|provisioned-model|custom-model|imported-model)/;
/** Vertex: projects/p/locations/europe-west1/publishers/… */
const vertexLocation = /(?:^|\/)locations\/([a-z0-9-]+)\//;
/** Azure's sorts of deployment, where they stand in place of a region. */
const deploymentSort =
  /^(global|data-?zone)-?(?:standard|batch|provisioned\w*|provisioned-managed)?(?:-?\(?(us|eu)\)?)?$/;

/** The place that a model's reported name says; undefined when it says none. */
function placeInName(provider: string, model: string): readonly [cloud: string, region: string] | undefined {
  const name = model.trim().toLowerCase();
  const of = (pattern: RegExp) => pattern.exec(name)?.[1];
  const azure = of(azureZone) ?? (provider === "azure-openai" ? of(bareZone) : undefined);
  if (azure !== undefined) return ["azure", azure];
  const aws = of(profile) ?? of(bedrockRegion) ?? of(modelArn);
  if (aws !== undefined) return ["aws", aws];
  const gcp = of(vertexLocation);
  return gcp === undefined ? undefined : ["gcp", gcp];
}

const hostsCloud: Readonly<Record<string, string>> = { "azure-openai": "azure", amazon: "aws", "vertex-ai": "gcp" };

/** A sort of deployment instead of a region; the area in which Azure then chooses. */
function sortOfDeployment(region: string): string | undefined {
  const [, sort, zone] =
    deploymentSort.exec(
      region
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, "-"),
    ) ?? [];
  if (sort === undefined || (sort === "global" && /^global$/i.test(region.trim()))) return undefined;
  return zone ?? "global";
}

/**
 * Where an event was computed, as {@link canonicalRegion} has it. A profile, a zone or a location in the model's name decides
 * it: the region of who called is not where a profile computes. Of sets from before 2026-11.4 the region alone.
 */
export function canonicalPlace(factors: FactorSet, { provider, model, region, cloud }: ReportedPlace): string {
  if (!hasAreas(factors)) return canonicalRegion(factors, region, cloud);
  const named = placeOfModel(factors, provider, model);
  if (named !== "") return named;
  if (region === undefined || region === "") return "";
  // hasOwn: a provider may call itself constructor.
  const own = cloud ?? (Object.hasOwn(hostsCloud, provider) ? hostsCloud[provider] : undefined);
  return placeOfRegion(factors, region, own);
}

/** What is remembered of a factor set's places; the same few come with every event. */
interface Remembered {
  readonly models: BoundedCache<string>;
  readonly regions: BoundedCache<string>;
}

const caches = new WeakMap<FactorSet, Remembered>();

function remembered(factors: FactorSet): Remembered {
  let cache = caches.get(factors);
  if (cache === undefined) {
    cache = { models: new BoundedCache(10_000), regions: new BoundedCache(10_000) };
    caches.set(factors, cache);
  }
  return cache;
}

function placeOfModel(factors: FactorSet, provider: string, model: string): string {
  const { models } = remembered(factors);
  const before = models.get(provider, model);
  if (before !== undefined) return before;
  const named = placeInName(provider, model);
  const place = named === undefined ? "" : canonicalRegion(factors, `${named[0]}/${named[1]}`, named[0]);
  return models.set(provider, model, place);
}

function placeOfRegion(factors: FactorSet, region: string, cloud: string | undefined): string {
  const { regions } = remembered(factors);
  const before = regions.get(cloud ?? "", region);
  if (before !== undefined) return before;
  const sort = sortOfDeployment(region);
  const place =
    sort === undefined ? canonicalRegion(factors, region, cloud) : canonicalRegion(factors, `azure/${sort}`);
  return regions.set(cloud ?? "", region, place);
}
