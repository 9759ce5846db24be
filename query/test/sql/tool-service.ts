import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { MemoryKeyRing, newApiKey, parseApiKey, secretDigest } from "@ecomind/accounts";
import { CredentialLimits, createLogger } from "@ecomind/platform";
import express from "express";
import { type ToolInterfaceOptions, toolInterface, toolUserPrefix } from "../../src/sql/tool-interface.js";
import type { AnalystEngine } from "./analyst-engine.js";

const { keyId, secret } = parseApiKey(newApiKey()) as { keyId: string; secret: string };

/** The account of a tool that the services of this file let in. */
export const toolAccount = { keyId, user: `${toolUserPrefix}${keyId}`, password: secret } as const;
export const authorization = `Basic ${btoa(`${toolAccount.user}:${toolAccount.password}`)}`;

/** The interface for tools alone, with one account of an organisation. */
export async function startToolService(
  engine: AnalystEngine,
  options: Partial<ToolInterfaceOptions> = {},
  orgId = "acme",
) {
  const keys = new MemoryKeyRing();
  keys.replace([
    { keyId, orgId, secretSha256: secretDigest(secret), scopes: ["sql"], expiresAtMs: null, revokedAtMs: null },
  ]);
  const router = toolInterface({
    sql: engine.sql,
    client: engine.client,
    trail: { done: async () => undefined, undone: async () => undefined },
    keyRing: Object.assign(keys, { loaded: true, close: async () => undefined }),
    minimumGroupSizeOf: async () => 1,
    limiter: new CredentialLimits({ credential: { perSecond: 0, burst: 0 }, org: { perSecond: 0, burst: 0 } }),
    logger: createLogger({ service: "query", level: "silent" }),
    answered: () => undefined,
    ...options,
  });
  const server = express().use(router).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
