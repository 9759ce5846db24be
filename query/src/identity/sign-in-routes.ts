import { type Logger, ProblemError } from "@ecomind/platform";
import { type Request, type Response, Router } from "express";
import type { AuditTrail, SignIn } from "../audit/audit-trail.js";
import { isCrossSite } from "../http/cross-site.js";
import { problem } from "../http/problems.js";
import { type OidcLogin, SignInError } from "./oidc/login.js";
import type { OwnerSessions } from "./owner-sessions.js";

export interface SignInOptions {
  readonly sessions?: OwnerSessions | undefined;
  readonly oidc?: OidcLogin | undefined;
  /** This service as browsers see it. Absent: what a request was addressed to. */
  readonly publicUrl?: string | undefined;
  readonly trail: Pick<AuditTrail, "signedIn" | "notSignedIn">;
  readonly logger: Logger;
}

const usedLink = () =>
  new ProblemError(
    problem("credential_invalid", {
      detail: "The link was opened before, or is older than an hour. `ecomind link` makes a new one.",
    }),
  );

/** Sign-in of the local owner and of people at an OpenID provider, and sign-out. Every sign-in is in the audit log. */
export function signInRoutes({ sessions, oidc, publicUrl, trail, logger }: SignInOptions): Router {
  const router = Router();
  const begin = (request: Request, response: Response, by: SignIn["by"]): SignIn => ({
    by,
    address: request.ip ?? "",
    requestId: response.locals.requestId as string,
    route: `GET ${request.path}`,
  });
  /** The cookie leaves only once the sign-in is written down. */
  const leave = (response: Response, location: string, cookies: readonly string[]): void =>
    response
      .set("set-cookie", [...cookies])
      .set("cache-control", "no-store")
      .redirect(303, location);

  router.get("/login", async (request, response, next) => {
    // A link counts once: a look at it must not use it up.
    if (request.method === "HEAD") return next();
    const { token } = request.query;
    if (sessions === undefined || typeof token !== "string") throw new ProblemError(problem("credential_invalid"));
    const attempt = begin(request, response, "owner-link");
    const cookie = await sessions.begin(token);
    if (cookie === undefined) {
      // Opened again in the browser that it signed in.
      if ((await sessions.principal(request.header("cookie"))) !== undefined) return leave(response, "/", []);
      await trail.notSignedIn(attempt, { orgId: sessions.orgId, userId: "" }, "credential_invalid");
      throw usedLink();
    }
    await trail.signedIn(attempt, { orgId: sessions.orgId, userId: "owner" });
    leave(response, "/", [cookie]);
  });
  // What the sign-in page may offer.
  router.get("/login/options", (_, response) => {
    response.set("cache-control", "no-store").json({ token: sessions !== undefined, oidc: oidc !== undefined });
  });
  router.get("/login/oidc", async (request, response) => {
    if (oidc === undefined) throw new ProblemError(problem("not_found"));
    const { location, cookie } = await oidc.begin(request.query.return_to);
    leave(response, location, [cookie]);
  });
  router.get("/login/callback", async (request, response) => {
    if (oidc === undefined) throw new ProblemError(problem("not_found"));
    const attempt = begin(request, response, "provider");
    const search = request.originalUrl.slice(request.originalUrl.indexOf("?")).replace(/^[^?].*/, "");
    const { location, cookies, person } = await oidc
      .complete(search, request.header("cookie"))
      .catch(async (error: unknown) => {
        if (!(error instanceof SignInError)) throw error;
        // Nobody's that is known: the default organisation's, where there is one.
        const { person = oidc.defaultOrg === undefined ? undefined : { orgId: oidc.defaultOrg, userId: "" } } = error;
        await trail.notSignedIn(attempt, person, error.problem.code, error.cause);
        throw error;
      });
    await trail.signedIn(attempt, person);
    leave(response, location, cookies);
  });
  router.post("/logout", async (request, response) => {
    // Another site's page must not end a session either.
    if (isCrossSite(request, publicUrl)) throw new ProblemError(problem("cross_site"));
    const cookies = request.header("cookie");
    // The cookie's signature says whose it is. The store is not asked: the browser forgets the session also where that is
    // away, or has nothing more to say for the person.
    const isProviders = (await oidc?.began(cookies)) === true;
    const login = isProviders ? oidc : (sessions ?? oidc);
    if (login !== undefined) response.set("set-cookie", login.forget);
    await login?.end(cookies);
    if (login !== undefined && login === oidc) {
      const location = await oidc.logoutUrl().catch((error: unknown) => {
        logger.warn({ err: error }, "the provider could not be asked where it ends its session");
        return undefined;
      });
      if (location !== undefined) response.set("location", location);
    }
    response.status(204).end();
  });
  return router;
}
