import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./prepare.js";

/** The last step of a build: its time is what `prepare` compares the sources with. */
writeFileSync(join(root, "standalone", "dist", ".built"), "");
