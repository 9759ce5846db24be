import { randomUUID } from "node:crypto";
import { ownerLinkId } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { limits } from "../store/select.js";

const marked = { ...limits, log_comment: "ecomind-query owner link" };

/** Links that sign the local owner in: each counts once, at whatever instance it is opened. */
export class OwnerLinks {
  readonly #client: ClickHouseClient;
  readonly #ownerToken: string;
  readonly #opened = new Set<string>();

  constructor(client: ClickHouseClient, ownerToken: string) {
    this.#client = client;
    this.#ownerToken = ownerToken;
  }

  /**
   * @returns whether the link counts: it is right, not older than an hour, and nobody opened it before
   * @throws ProblemError identity_unavailable: the store cannot say whether it was opened
   */
  async open(token: string): Promise<boolean> {
    const linkId = await ownerLinkId(this.#ownerToken, token);
    if (linkId === undefined || this.#opened.has(linkId)) return false;
    this.#opened.add(linkId);
    try {
      return await this.#isFirst(linkId);
    } catch (error) {
      this.#opened.delete(linkId);
      throw new ProblemError(problem("identity_unavailable"), { "retry-after": "5" }, { cause: error });
    }
  }

  /** Of two that write at once each sees both rows, and neither counts: a new link is one command away. */
  async #isFirst(linkId: string): Promise<boolean> {
    const useId = randomUUID();
    await this.#client.insert({
      table: "owner_link_uses",
      values: [{ link_id: linkId, use_id: useId }],
      format: "JSONEachRow",
      clickhouse_settings: marked,
    });
    const result = await this.#client.query({
      query: "SELECT toString(use_id) AS use_id FROM owner_link_uses WHERE link_id = {link:String}",
      query_params: { link: linkId },
      format: "JSONEachRow",
      // On a cluster: of every replica's rows.
      clickhouse_settings: { ...marked, select_sequential_consistency: "1" },
    });
    const uses = await result.json<{ use_id: string }>();
    return uses.length === 1 && uses[0]?.use_id === useId;
  }
}
