import { fileURLToPath } from "node:url";

/** The project's folder, the same from these sources and from what they are compiled to. */
export const projectRoot = fileURLToPath(import.meta.url).replace(/[/\\]tests[/\\]broker[/\\].*$/, "");
