import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithTerraform } from "./describe-with-terraform.js";
import { initialise, terraform, terraformFolder } from "./terraform.js";

const modules = join(terraformFolder, "modules");

describeWithTerraform("modules", () => {
  const counts = new Map<string, number>();

  it.each(readdirSync(modules))("%s is valid, and its tests pass", { timeout: 900_000 }, async (module) => {
    const folder = join(modules, module);
    await initialise(folder, []);
    const validated = await terraform(folder, ["validate", "-no-color"]);
    expect(validated.output).toContain("Success!");
    if (module === "system") return;
    // Credentials of whoever runs this reach no test: policies are planned without AWS.
    const tested = await terraform(folder, ["test", "-no-color"], { AWS_EC2_METADATA_DISABLED: "true" });
    const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(tested.output) ?? [];
    expect(failed, tested.output).toBe("0");
    counts.set(module, Number(passed));
  });

  it("there are at least sixty runs", () => {
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(60);
  });

  const roots = ["environments", "examples"].flatMap((kind) =>
    readdirSync(join(terraformFolder, kind)).map((name) => join(kind, name)),
  );

  it.each(roots)("%s is valid", { timeout: 300_000 }, async (root) => {
    const folder = join(terraformFolder, root);
    await initialise(folder, ["-backend=false"]);
    const { output } = await terraform(folder, ["validate", "-no-color"]);
    expect(output).toContain("Success!");
  });
});
