import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeWithTerraform } from "./describe-with-terraform.js";
import { terraform, terraformFolder } from "./terraform.js";

const environments = readdirSync(join(terraformFolder, "environments"));
const filesOf = (environment: string): Record<string, string> => {
  const folder = join(terraformFolder, "environments", environment);
  const names = readdirSync(folder).filter((name) => /\.(tf|example)$/.test(name) && name !== "environment.tf");
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
};

describe("environments", () => {
  it.each(environments)("%s differs from the others in environment.tf alone", (environment) => {
    expect(filesOf(environment)).toEqual(filesOf("prod"));
  });

  it("are three", () => {
    expect(environments.sort()).toEqual(["dev", "prod", "staging"]);
  });
});

describe("modules", () => {
  const modules = readdirSync(join(terraformFolder, "modules"));

  it.each(modules)("%s describes and types each variable", (module) => {
    const text = readFileSync(join(terraformFolder, "modules", module, "variables.tf"), "utf8");
    const blocks = text.split(/^variable /m).slice(1);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(block).toMatch(/^"\w+" \{\n {2}description = .+\n {2}type +=/);
  });
});

describeWithTerraform("sources", () => {
  it("are formatted", { timeout: 60_000 }, async () => {
    const { status, output } = await terraform(terraformFolder, ["fmt", "-check", "-recursive", "-diff", "."]);
    expect(output).toBe("");
    expect(status).toBe(0);
  });
});
