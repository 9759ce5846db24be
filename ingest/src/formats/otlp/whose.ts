import type { Use } from "../use.js";
import type { AttributeName } from "./attribute-names.js";
import type { Attributes } from "./attributes.js";

const users: readonly AttributeName[] = ["enduser.id", "user.id", "gen_ai.user", "ai.telemetry.metadata.userId"];

/** Who, where and which service: what a record says itself comes before what its resource says. */
export function whose(
  own: Attributes,
  resource: Attributes,
): Pick<Use, "user" | "team" | "region" | "labels"> & { readonly service: string } {
  const either = (name: AttributeName) => own.text(name) ?? resource.text(name);
  const service = resource.text("service.name") ?? own.text("service.name") ?? "";
  const environment =
    resource.text("deployment.environment.name") ??
    resource.text("deployment.environment") ??
    own.text("deployment.environment.name") ??
    own.text("deployment.environment");
  return {
    user: own.firstText(users) ?? resource.firstText(users),
    team: either("team.id"),
    region: either("cloud.region"),
    service,
    labels: {
      ...(service === "" ? undefined : { service }),
      ...(environment === undefined ? undefined : { environment }),
    },
  };
}
