import { ConfigError, loadConfig, settings } from "@ecomind/platform";
import type { JwtVerifierOptions } from "./jwt-verifier.js";

/**
 * `JWT_JWKS_URL`, `JWT_ISSUER` and `JWT_AUDIENCE`: all three, or none where bearer tokens are not taken.
 * @throws ConfigError
 */
export function jwtSettings(env: Readonly<Record<string, string | undefined>>): JwtVerifierOptions | undefined {
  const config = loadConfig(
    {
      JWT_JWKS_URL: settings.url({ default: "" }),
      JWT_ISSUER: settings.text({ default: "" }),
      JWT_AUDIENCE: settings.text({ default: "" }),
    },
    env,
  );
  const absent = Object.entries(config).flatMap(([name, text]) => (text === "" ? [name] : []));
  if (absent.length === 3) return undefined;
  if (absent.length > 0) throw new ConfigError([`${absent.join(", ")}: required, where one JWT_ setting is given`]);
  return { jwksUrl: config.JWT_JWKS_URL, issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE };
}
