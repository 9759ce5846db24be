import { parseArgs } from "node:util";
import { createStoreClient, remainsOf } from "@ecomind/clickhouse";
import { type Command, CommandUsageError } from "../command.js";
import { storeConnection, storeConnectionHelp, storeConnectionOptions } from "../store-connection.js";

const help = `Usage: ecomind verify-erasure --org ORG [--user USER] [options]

Looks for erased persons in every place that an erasure empties: events, rollups, members, dead letters, manifests of
exports, saved queries, and who did what. What keeps a name on purpose is told in docs/privacy.md.
Status 1 when one is found, or an erasure is not done yet. Without --user: everybody whom the organisation had erased.

  --org ORG       the organisation
  --user USER     the person's pseudonym, asked for erasure or not
${storeConnectionHelp}
  --json          print the result as JSON`;

export const verifyErasureCommand: Command = {
  name: "verify-erasure",
  summary: "look for erased persons in everything that is stored",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...storeConnectionOptions,
        org: { type: "string" },
        user: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const { org, user } = values;
    if (!org) throw new CommandUsageError("--org: which organisation's?");
    if (user === "") throw new CommandUsageError("--user: an erased event has the empty name");
    const client = createStoreClient({
      ...storeConnection(values),
      application: "ecomind-verify-erasure",
      requestTimeoutMs: 300_000,
    });
    try {
      const result = await client.query({
        query: `SELECT user_id, toString(state) AS state FROM erasures FINAL WHERE org_id = {org:String} AND (empty({user:String}) OR user_id = {user:String}) ORDER BY user_id`,
        query_params: { org, user: user ?? "" },
        format: "JSONEachRow",
      });
      const asked = await result.json<{ user_id: string; state: string }>();
      const persons = user !== undefined && asked.length === 0 ? [{ user_id: user, state: "not requested" }] : asked;
      const found = [];
      for (const { user_id, state } of persons) {
        const remains = await remainsOf(client, { orgId: org, userId: user_id });
        const places = Object.entries(remains).filter(([, rows]) => rows > 0);
        found.push({
          user_id,
          state,
          erased: places.length === 0 && state !== "requested" && state !== "running",
          remains,
        });
      }
      const erased = found.every((person) => person.erased);
      if (values.json) io.out(JSON.stringify({ org_id: org, erased, persons: found }));
      else {
        for (const { user_id, state, remains } of found) {
          const places = Object.entries(remains).filter(([, rows]) => rows > 0);
          const where = places.map(([place, rows]) => `${rows} in ${place}`).join(", ");
          io.out(`${user_id}  ${state}  ${where === "" ? "found nowhere" : `FOUND: ${where}`}`);
        }
        io.out(found.length === 0 ? "nobody was asked to be erased" : erased ? "all erased" : "not all erased");
      }
      return erased ? 0 : 1;
    } finally {
      await client.close();
    }
  },
};
