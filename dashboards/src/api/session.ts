import { ApiProblem } from "@ecomind/api-client";

/** Ways to sign in that the server offers. */
export interface LoginOptions {
  readonly token: boolean;
  readonly oidc: boolean;
}

/** @throws ApiProblem */
export async function loginOptions(signal: AbortSignal): Promise<LoginOptions> {
  const response = await fetch("/login/options", { signal });
  if (!response.ok) throw await ApiProblem.of(response);
  return (await response.json()) as LoginOptions;
}

/** Ends the session of this browser. @throws ApiProblem */
export async function signOut(): Promise<void> {
  const response = await fetch("/logout", { method: "POST" });
  if (!response.ok) throw await ApiProblem.of(response);
}
