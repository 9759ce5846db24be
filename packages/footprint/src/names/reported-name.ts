/** A reported name taken apart: the model's own part, and the whole as it was reported. */
export interface ReportedName {
  /** Lower case, `-` between words, without path, organisation, tag and file ending. */
  readonly bare: string;
  /** The same with its tag: a name on a list may have one. */
  readonly tagged: string;
  /** Everything that was reported, in lower case: what a model makes is often said by its path. */
  readonly whole: string;
}

/** Last parts of paths that are a mode of the model before them. */
const mode =
  /^(?:\d+|v\d+|chat|completions?|responses|messages|invoke|predict|rawpredict|generatecontent|streamgeneratecontent|thinking|reasoning|latest|default|stable|preview|fast|free|batch|community|query|recast)$/;

const fileEnding =
  /\.(?:gguf|ggml|safetensors|bin|pth?|onnx|task|tflite|litertlm|llamafile|engine|mlmodel|mlpackage|tar|gz|zip)$/;
const shard = /-\d{5}-of-\d{5}$/;
/** An organisation, a cloud or a place before a point: anthropic.claude…, us.anthropic…, system.ai.kimi…, ai21.jamba. */
const dotted = /^(?:[a-z][a-z-]*|ai21|us-gov-(?:east|west)-\d)\.(?=[a-z])/;
/** Tags that say the size (qwen3:30b-a3b, mixtral:8x7b) or the sort of it (gemma3n:e4b) belong to the name. */
const sizeTag = /^(?:e?\d+(?:\.\d+)?[bm]|\d+x\d+b)(?:-|$)/;
/** A fine-tuned model costs what its base does: ft:gpt-4o-mini-2024-07-18:company:name:id, gpt-4o:ft-company:name. */
const fineTuned = /(?:^|\/)ft:([^:/]+)/;

function lastPart(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const part = parts[at] as string;
    if (!mode.test(part)) return part;
  }
  return parts[0] ?? path;
}

function withoutOrganisation(name: string): string {
  let rest = name;
  for (;;) {
    const prefix = dotted.exec(rest)?.[0];
    if (prefix === undefined) return rest;
    const next = rest.slice(prefix.length);
    // deepseek.v3.2 and deepseek.r1-v1:0 keep what names the family.
    if (/^[a-z]\d/.test(next) && !/^o\d/.test(next)) return `${prefix.slice(0, -1)}-${next}`;
    rest = next;
  }
}

function withoutTag(name: string): string {
  const [head = "", ...tags] = name.split(":");
  const sized = tags.find((tag) => sizeTag.test(tag));
  if (sized !== undefined) return `${head}-${sized}`;
  // Bedrock numbers its versions: nova-lite-v1:0, claude-v2:1.
  return tags.some((tag) => /^\d+k?$/.test(tag)) ? head.replace(/-v?\d$/, "") : head;
}

/** Takes a reported name apart. Its cost is linear in the name's length. */
export function reportedName(reported: string): ReportedName {
  const whole = reported
    .trim()
    .toLowerCase()
    .replaceAll("%2f", "/")
    .replaceAll("%3a", ":")
    .replaceAll("\\", "/")
    .replaceAll(/[\s_]+/g, "-");
  const base = fineTuned.exec(whole)?.[1];
  let bare = lastPart(base ?? whole)
    .replaceAll(/\[[^\]]{0,200}\]|\([^)]{0,200}\)/g, "")
    .replace(/@.*$/s, "");
  const tagged = withoutOrganisation(bare);
  bare = withoutTag(tagged).replace(fileEnding, "").replace(shard, "");
  bare = bare
    .replaceAll(/[^a-z0-9.+-]+/g, "-")
    .replaceAll(/-{2,}/g, "-")
    .replace(/^[-.]+|(?<![-.])[-.]+$/g, "");
  return { bare: bare === "" ? whole : bare, tagged, whole };
}
