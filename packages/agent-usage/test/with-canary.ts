import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";

/** What stands for a text in the fixtures. */
const placeholder = /^\[(text|object) of \d+ characters\]$/;

function replaced(value: unknown, phrase: string): unknown {
  if (typeof value === "string") return placeholder.test(value) ? phrase : value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, phrase));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, replaced(item, phrase)]);
  return Object.fromEntries(entries);
}

/** A line or document with the phrase in each of its texts, and as a field and a tool's output beside the known ones. */
function withPhrase(json: string, phrase: string): string {
  const value = replaced(JSON.parse(json), phrase) as Record<string, unknown>;
  return JSON.stringify({ ...value, toolUseResult: phrase, [phrase]: phrase });
}

function inDatabase(path: string, phrase: string): void {
  const database = new sqlite.Database(path);
  for (const table of ["message", "part"])
    for (const { id, data } of database.all(`SELECT id, data FROM ${table}`) as { id: string; data: string }[])
      database.run(`UPDATE ${table} SET data = ? WHERE id = ?`, [withPhrase(data, phrase), id]);
  database.run("UPDATE session SET title = ?", [phrase]);
  database.close();
}

/** Puts a phrase into every text of the session files below a folder. @returns how often it now stands there */
export function putPhrase(folder: string, phrase: string): number {
  let times = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || entry.name === "truth.json") continue;
    if (path.endsWith(".db")) inDatabase(path, phrase);
    else if (path.endsWith(".json")) writeFileSync(path, withPhrase(readFileSync(path, "utf8"), phrase));
    else {
      const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
      writeFileSync(path, lines.map((line) => `${withPhrase(line, phrase)}\n`).join(""));
    }
    times += readFileSync(path, "latin1").split(phrase).length - 1;
  }
  return times;
}
