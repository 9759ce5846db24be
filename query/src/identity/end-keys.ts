import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { array, object, text } from "../http/schema.js";
import type { Services } from "../services.js";
import { atEngine } from "../sql/at-engine.js";
import { toolUserPrefix } from "../sql/tool-interface.js";
import { storeTime } from "../store/times.js";
import { type IssuedKey, issuedKeys } from "./issued-keys.js";
import { endKey } from "./keys.js";

/** Of operations that take a person's role away. */
export const endKeysParameter: Parameter = {
  name: "end_keys",
  in: "query",
  description:
    "Also revoke the API keys and SQL accounts that the person made, and those that were made with these. Default: false.",
  schema: { type: "boolean" },
};

export const leftKeysSchema = {
  keys: {
    ...array(object({ key_id: text, name: text, scopes: array(text), revoked: { type: "boolean" } })),
    description: "API keys and SQL accounts that the person made and that were still valid.",
  },
};

/** Revokes what a person made where the request says so. @returns what was still valid, as the answer has it */
export async function endKeysOf(
  context: RequestContext,
  services: Services,
  userId: string,
): Promise<{ readonly keys: readonly (IssuedKey & { readonly revoked: boolean })[] }> {
  const revoked = context.parameters.end_keys === true;
  const keys = (await issuedKeys(context, services)).get(userId) ?? [];
  if (revoked)
    for (const { key_id, scopes } of keys) {
      await endKey(context, services, key_id, "revoked", storeTime(context.nowMs));
      if (scopes.includes("sql")) await atEngine(() => services.toolUsers?.remove(`${toolUserPrefix}${key_id}`));
    }
  if (revoked) await services.rereadKeys();
  return { keys: keys.map((key) => ({ ...key, revoked })) };
}
