import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

const here = dirname(fileURLToPath(import.meta.url));
const schema = JSON.parse(readFileSync(join(here, "../schema/event.v2.schema.json"), "utf8"));

/** The validator as an ES module of its own: nothing is compiled, and no ajv is loaded, at run time. */
export function validatorModule() {
  const ajv = new Ajv2020.default({
    code: { source: true, esm: true, lines: true },
    allErrors: false,
    strict: true,
    strictRequired: false,
  });
  const code = standaloneCode
    .default(ajv, ajv.compile(schema))
    .replace(
      /const (func\d+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g,
      'import { characters } from "../characters.js";\nconst $1 = characters;',
    );
  if (/\brequire\(/.test(code)) throw new Error("the validator needs a module at run time");
  return `// @ts-nocheck
// Generated from schema/event.v2.schema.json by scripts/generate.js; do not edit.
${code}`;
}

export const target = join(here, "../src/generated/validate-event.ts");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, validatorModule());
