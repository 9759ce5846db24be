import { describe } from "vitest";
import { terraformVersion } from "./terraform.js";

/** A `describe` whose tests run `terraform`. Where it is not installed they are skipped, and that is said aloud. */
export function describeWithTerraform(name: string, tests: () => void): void {
  if (terraformVersion === undefined) {
    console.warn(`\n  SKIPPED, terraform is not on the path: ${name}\n`);
    // No package registry has the program, so that a new machine may lack it: it is named, and what needs it runs where it is.
    describe.skip(`${name} (no terraform)`, tests);
  } else describe(`${name} with Terraform ${terraformVersion}`, tests);
}
