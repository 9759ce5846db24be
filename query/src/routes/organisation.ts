import { limits, titlePattern, wordsPattern } from "@ecomind/contract";
import type { Operation } from "../http/operation.js";
import { array, count, nullable, object, text } from "../http/schema.js";
import { endKeysOf, endKeysParameter, leftKeysSchema } from "../identity/end-keys.js";
import { issuedKeys } from "../identity/issued-keys.js";
import { claimedOwnersQuery, guardOwners, type Member, putRow } from "../identity/owners.js";
import { administrators, readers } from "../identity/roles.js";
import { invalid } from "../usage/period.js";

const roles = ["owner", "admin", "analyst", "viewer", "billing"];
const memberSchema = { user_id: text, role: { enum: roles }, team: text, active: { type: "boolean" } };
const pathUser = {
  name: "user_id",
  in: "path",
  description: "The person's pseudonym.",
  schema: { type: "string", minLength: 1, maxLength: 128 },
  required: true,
} as const;

/** Whoever is listed anew has a name that can be seen; who is listed already can be asked for and taken out under any. */
const newUser = {
  ...pathUser,
  schema: { type: "string", maxLength: limits.userIdLength, pattern: wordsPattern(limits.nameWords) },
} as const;

export const me: Operation = {
  id: "getMe",
  method: "get",
  path: "/v1/me",
  summary: "Who the credential speaks for",
  roles: [...readers, "viewer"],
  response: object({ org_id: text, id: text, kind: text, role: text }),
  async handle({ principal, role }) {
    return { org_id: principal.orgId, id: principal.id, kind: principal.kind, role };
  },
};

export const listMembers: Operation = {
  id: "listMembers",
  method: "get",
  path: "/v1/members",
  summary: "People of the organisation and their roles",
  roles: administrators,
  response: object({
    members: array(
      object({
        ...memberSchema,
        keys: {
          ...count,
          description: "Valid API keys and SQL accounts that the person made, or that were made with one of these.",
        },
      }),
    ),
    claimed_owners: {
      ...array(text),
      description:
        "Owners whom only the identity provider names. Nobody but an owner gives them another role or takes theirs.",
    },
  }),
  async handle(context, services) {
    const { orgId: org } = context.principal;
    const [rows, claimed, keys] = await Promise.all([
      services.select<Member>(
        context,
        "members",
        "SELECT user_id, toString(role) AS role, team, active FROM members FINAL WHERE org_id = {org:String} ORDER BY user_id LIMIT 10000",
        { org },
      ),
      services.select<{ user_id: string }>(context, "claimed-owners", claimedOwnersQuery, { org }),
      issuedKeys(context, services),
    ]);
    return {
      members: rows.map((row) => ({ ...row, keys: keys.get(row.user_id)?.length ?? 0 })),
      claimed_owners: claimed.map(({ user_id }) => user_id),
    };
  },
};

export const putMember: Operation = {
  id: "putMember",
  method: "put",
  path: "/v1/members/{user_id}",
  summary:
    "Gives a person a role and a team; without a team they keep theirs. Only an owner gives the role owner, or takes it; while the organisation has none, a key that a command made gives it",
  roles: administrators,
  audited: true,
  parameters: [newUser],
  body: object(
    { role: { enum: roles }, team: { type: "string", maxLength: limits.teamLength, pattern: `^$|${titlePattern}` } },
    ["team"],
  ),
  response: object(memberSchema),
  async handle(context, services) {
    const userId = String(context.parameters.user_id);
    const { role, team } = context.body as { role: string; team?: string };
    const before = await guardOwners(context, services, userId, role);
    const member = { user_id: userId, role, team: team ?? before?.team ?? "", active: true };
    await putRow(context, services, member, before);
    return member;
  },
};

export const removeMember: Operation = {
  id: "removeMember",
  method: "delete",
  path: "/v1/members/{user_id}",
  summary:
    "Takes a person's role away, an owner's only by an owner; what they used stays counted. Keys that they made go on working unless end_keys says otherwise",
  roles: administrators,
  audited: true,
  parameters: [pathUser, endKeysParameter],
  response: object({ ...memberSchema, ...leftKeysSchema }),
  async handle(context, services) {
    const userId = String(context.parameters.user_id);
    const before = await guardOwners(context, services, userId, undefined);
    const member = { user_id: userId, role: "viewer", team: "", active: false };
    await putRow(context, services, member, before);
    return { ...member, ...(await endKeysOf(context, services, userId)) };
  },
};

const settled = { type: "object" } as const;

export const auditLog: Operation = {
  id: "listAudit",
  method: "get",
  path: "/v1/audit",
  summary: "Administrative acts, done and refused, of the last year, the newest first",
  roles: administrators,
  parameters: [
    {
      name: "limit",
      in: "query",
      description: "Entries. Default: 100.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
    {
      name: "cursor",
      in: "query",
      description: "`next` of the page before.",
      schema: { type: "string", maxLength: 1200 },
    },
  ],
  response: object({
    entries: array(
      object({
        at: text,
        actor: text,
        actor_kind: text,
        action: text,
        target: text,
        outcome: text,
        code: {
          ...text,
          description:
            "Code of the problem that it was refused or failed with; empty: it is done, or older than codes in this log.",
        },
        before: { ...nullable(settled), description: "What was settled before; null: nothing, or the act tells none." },
        after: { ...nullable(settled), description: "What is settled since; null: nothing, or the act tells none." },
        address: text,
        request_id: text,
      }),
    ),
    next: nullable(text),
  }),
  async handle(context, services) {
    const limit = (context.parameters.limit as number | undefined) ?? 100;
    const cursor = placeOf(context.parameters.cursor as string | undefined);
    const rows = await services.select<AuditEntry>(
      context,
      "audit",
      `SELECT formatDateTime(a.at, '%FT%TZ', 'UTC') AS at, actor, toString(actor_kind) AS actor_kind, toString(action) AS action, target, toString(outcome) AS outcome, toString(code) AS code, before, after, address, request_id,
         toUnixTimestamp64Milli(a.at) AS at_ms
       FROM audit_log AS a WHERE org_id = {org:String}
         ${cursor === undefined ? "" : "AND (a.at, a.request_id, a.target) < (fromUnixTimestamp64Milli({at_ms:Int64}, 'UTC'), {request_id:String}, {target:String})"}
       ORDER BY a.at DESC, a.request_id DESC, a.target DESC LIMIT {limit:UInt32}`,
      { org: context.principal.orgId, limit, ...cursor },
    );
    const last = rows.at(-1);
    return {
      entries: rows.map(({ at_ms: _, before, after, ...entry }) => ({
        ...entry,
        before: before === "" ? null : (JSON.parse(before) as object),
        after: after === "" ? null : (JSON.parse(after) as object),
      })),
      next: rows.length === limit && last !== undefined ? cursorAfter(last) : null,
    };
  },
};

interface AuditPlace {
  readonly at_ms: number;
  readonly request_id: string;
  readonly target: string;
}
type AuditEntry = AuditPlace & { readonly before: string; readonly after: string } & Readonly<Record<string, unknown>>;

const cursorAfter = ({ at_ms, request_id, target }: AuditPlace): string =>
  Buffer.from(JSON.stringify([Number(at_ms), request_id, target])).toString("base64url");

/** A list in JSON; empty: it is none. */
function listOf(json: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** @throws ProblemError naming the parameter */
function placeOf(cursor: string | undefined): AuditPlace | undefined {
  if (cursor === undefined) return undefined;
  const [at_ms, request_id, target] = listOf(Buffer.from(cursor, "base64url").toString());
  if (!Number.isSafeInteger(at_ms) || typeof request_id !== "string" || typeof target !== "string")
    throw invalid("cursor", "Expected `next` of an earlier page.");
  return { at_ms: at_ms as number, request_id, target };
}
