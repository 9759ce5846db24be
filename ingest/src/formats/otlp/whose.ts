import type { Use } from "../use.js";
import { slot, slots } from "./attribute-names.js";
import type { Attributes } from "./attributes.js";

const serviceNameSlot = slot("service.name");
const deploymentEnvironmentNameSlot = slot("deployment.environment.name");
const deploymentEnvironmentSlot = slot("deployment.environment");
const teamIdSlot = slot("team.id");
const cloudRegionSlot = slot("cloud.region");

const users = slots("enduser.id", "user.id", "gen_ai.user", "ai.telemetry.metadata.userId");

/** Who, where and which service: what a record says itself comes before what its resource says. */
export function whose(
  own: Attributes,
  resource: Attributes,
): Pick<Use, "user" | "team" | "region" | "labels"> & { readonly service: string } {
  const either = (at: number) => own.text(at) ?? resource.text(at);
  const service = resource.text(serviceNameSlot) ?? own.text(serviceNameSlot) ?? "";
  const environment =
    resource.text(deploymentEnvironmentNameSlot) ??
    resource.text(deploymentEnvironmentSlot) ??
    own.text(deploymentEnvironmentNameSlot) ??
    own.text(deploymentEnvironmentSlot);
  return {
    user: own.firstText(users) ?? resource.firstText(users),
    team: either(teamIdSlot),
    region: either(cloudRegionSlot),
    service,
    labels: labelsOf(service, environment),
  };
}

const noLabels: Use["labels"] = {};

function labelsOf(service: string, environment: string | undefined): Use["labels"] {
  if (service === "") return environment === undefined ? noLabels : { environment };
  return environment === undefined ? { service } : { service, environment };
}
