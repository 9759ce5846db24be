import type { Answer } from "@ecomind/agent-usage";
import { limits, type UsageEvent } from "@ecomind/contract";
import { nameUuid } from "./name-uuid.js";

export interface EventOptions {
  readonly user: string;
  readonly team?: string | undefined;
  /** Label events with the name of the folder that the agent worked in. */
  readonly withProject: boolean;
}

/**
 * Whether an answer can be sent. The contract's version 1 stores 0 for an absent output count, and such an answer would
 * count as one without output: it is held back.
 */
export const isSendable = ({ cut, outputKnown }: Answer): boolean => !cut && outputKnown;

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, limits.providerLength) || "unknown";

/** Last part of a path of this or another system. */
const folderName = (path: string): string =>
  (
    path
      .replace(/[\\/]+$/, "")
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
    provider: slug(answer.provider),
    model: answer.model,
    tokens_in: answer.tokensIn,
    tokens_cached: answer.tokensCached,
    tokens_out: answer.tokensOut,
    source: "import",
    labels: { agent: answer.agent, ...(project === "" ? {} : { project }) },
  };
}
