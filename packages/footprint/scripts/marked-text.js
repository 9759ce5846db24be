import { readFileSync, writeFileSync } from "node:fs";

/**
 * A document with the text between `<!-- NAME -->` and `<!-- /NAME -->` put anew.
 * @param {string} document @param {string} name @param {string} text
 */
export function replaceMarked(document, name, text) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = document.indexOf(open);
  const to = document.indexOf(close);
  if (from < 0 || to < from) throw new Error(`no ${open} … ${close}`);
  return `${document.slice(0, from + open.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** @param {string} path @param {Record<string, string>} texts by the name of their marks */
export function withMarked(path, texts) {
  return Object.entries(texts).reduce(
    (document, [name, text]) => replaceMarked(document, name, text),
    readFileSync(path, "utf8"),
  );
}

/** Writes what {@link withMarked} gives. */
export function writeMarked(path, texts) {
  writeFileSync(path, withMarked(path, texts));
}

const isNumeric = (cell) => /^[\d.,+−–\- /%]+$/.test(cell);

/** A table in Markdown; columns of numbers stand to the right. @param {string[][]} rows the header first */
export function markdownTable([header, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_, column) => (rows.every((row) => isNumeric(row[column])) ? "---:" : "---"));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}
