import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ForeignFolderError, requireOwnFolder } from "@ecomind/platform";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "ecomind-own-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const made = (name: string, mode: number): string => {
  const path = join(folder, name);
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
};

describe("a data folder", () => {
  test.each([0o700, 0o750, 0o755])("of one's own, mode %o, is right", (mode) => {
    expect(() => requireOwnFolder(made(`right-${mode}`, mode))).not.toThrow();
  });

  test.each([0o770, 0o775, 0o777, 0o1777, 0o702])("that others can write to, mode %o, is refused", (mode) => {
    expect(() => requireOwnFolder(made(`wrong-${mode}`, mode))).toThrow(ForeignFolderError);
  });

  test.skipIf(process.getuid?.() !== 0)("of another user is refused, and so is a link to it or of theirs", () => {
    const theirs = made("theirs", 0o700);
    chownSync(theirs, 65_534, 65_534);
    expect(() => requireOwnFolder(theirs)).toThrow(/belongs to another user/);
    symlinkSync(theirs, join(folder, "link"));
    expect(() => requireOwnFolder(join(folder, "link"))).toThrow(ForeignFolderError);
  });
});
