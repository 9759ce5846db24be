import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./generated-files.js";
import { withTable } from "./objectives-table.js";
import { loadSlo } from "./slo.js";

/** `npm run slo`: makes everything anew that comes from slo.yaml. */
const folder = fileURLToPath(new URL("../generated", import.meta.url));
const page = fileURLToPath(new URL("../../docs/slo.md", import.meta.url));
const slo = loadSlo();
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of generatedFiles(slo)) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
writeFileSync(page, withTable(readFileSync(page, "utf8"), slo));
