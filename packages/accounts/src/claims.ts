import { isOrgId } from "@ecomind/contract";

/** What a token says of a person, once every claim has the form that it must have. */
export interface Claims {
  /** Subject: the person's id at the issuer. */
  readonly sub: string;
  /** Absent: the token names no organisation. */
  readonly orgId: string | undefined;
  /** Absent: the token has no such claim. */
  readonly roles: readonly string[] | undefined;
  readonly nonce: string | undefined;
  /** The client that the token was issued to. */
  readonly azp: string | undefined;
}

/** A claim that does not have its form. The claim is named; its value is not. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
  readonly claim: string;

  constructor(claim: string, expected: string) {
    super(`The claim ${claim} is not valid: expected ${expected}.`);
    this.claim = claim;
  }
}

interface ClaimForm {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/** OpenID Connect Core limits a subject to 255 ASCII characters; other issuers use names. */
const mostCharacters = 255;

/** Text without control characters and halves of characters: as a record, a header and a log line can carry it. */
const isText = (value: unknown): value is string =>
  typeof value === "string" &&
  value !== "" &&
  value.length <= mostCharacters &&
  value.isWellFormed() &&
  !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value);

const text: ClaimForm = { expected: `text of 1 to ${mostCharacters} characters on one line`, holds: isText };

const forms = {
  sub: text,
  org_id: { expected: "1 to 64 printable ASCII characters without blanks", holds: isOrgId },
  roles: {
    expected: "a list of names",
    holds: (value: unknown) => Array.isArray(value) && value.every((role) => isText(role)),
  },
  nonce: text,
  azp: text,
} as const satisfies Readonly<Record<string, ClaimForm>>;

/**
 * The claims of a token whose signature, issuer, audience and times were verified. Every part of the system reads claims
 * here: what is accepted in one place and refused in another is an identity that half exists.
 * @throws ClaimError
 */
export function readClaims(payload: Readonly<Record<string, unknown>>): Claims {
  for (const [name, { expected, holds }] of Object.entries<ClaimForm>(forms)) {
    const value = payload[name];
    if (value === undefined ? name === "sub" : !holds(value)) throw new ClaimError(name, expected);
  }
  return {
    sub: payload.sub as string,
    orgId: payload.org_id as string | undefined,
    roles: payload.roles as readonly string[] | undefined,
    nonce: payload.nonce as string | undefined,
    azp: payload.azp as string | undefined,
  };
}
