import type { Answer } from "@ecomind/agent-usage";
import { limits, type UsageEvent } from "@ecomind/contract";
import { nameUuid } from "./name-uuid.js";

export interface EventOptions {
  readonly user: string;
  readonly team?: string | undefined;
  /** Label events with the name of the folder that the agent worked in. */
  readonly withProject: boolean;
}

/** Whether an answer's output was recorded, all of it. */
export const knowsOutput = ({ cut, outputKnown }: Answer): boolean => !cut && outputKnown;

/** The forms that Anthropic, OpenAI and gateways give the ids of their answers. */
const responseIdForm = /^(msg|resp|chatcmpl|cmpl|gen)[-_][\w-]{1,100}$/;

/** Last part of a path of this or another system. */
const folderName = (path: string): string =>
  (
    path
      .replace(/(?<![\\/])[\\/]+$/, "")
      .split(/[\\/]/)
      .at(-1) ?? ""
  )
    .replace(/[\s\p{C}]+/gu, "-")
    .slice(0, limits.labelValueLength);

/**
 * The event of an answer. Its id derives from the answer's key, so that the same answer read again, or on another machine
 * that has another API key, is the same event. The key names no person.
 */
export function eventOf(answer: Answer, { user, team, withProject }: EventOptions): UsageEvent {
  const project = withProject ? folderName(answer.project) : "";
  return {
    id: nameUuid(`${answer.agent}\n${answer.key}`),
    ts: new Date(answer.atMs).toISOString(),
    user_id: user,
    ...(team === undefined ? {} : { team }),
    provider: answer.provider,
    model: answer.model,
    tokens_in: answer.tokensIn,
    tokens_cached: answer.tokensCached,
    // Of an answer that was cut off, or whose record has no count, the output is unknown.
    ...(knowsOutput(answer) ? { tokens_out: answer.tokensOut } : {}),
    source: "import",
    ...(responseIdForm.test(answer.key) ? { response_id: answer.key } : {}),
    // What was read while the answer was still being written is corrected when it is complete.
    ...(knowsOutput(answer) ? { revision: 1 } : {}),
    labels: { agent: answer.agent, ...(project === "" ? {} : { project }) },
  };
}
